import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.script.front_matter import Course, FrontMatter
from studio.script.parser import read_script_file

BODY = "\n# One {scene=One}\n\n## First\n\nWords.\n"
GOOD = {"title": "Q", "scenes": "scenes", "minutes": "8"}


def front(**keys):
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in (GOOD | keys).items()) + "---\n"


def place_of(problem):
    return problem.line, problem.column


def test_every_key_is_read(write):
    text = """\
---
title: "Q, K, V: the projections of {token}."
subtitle: It has {d_model} of them.
course:
  module: 22
  modules: 42
  section: Architecture
  track: A · Gemini
  prerequisite: 12
minutes: 3.5
scenes: lessons.qkv
voice: hibari
rate: 160
parameters: {token: no, shade: 7}
language: en-GB
pause: 0
labels:
  role: What {token} looks for
  brace: 'a \\{b\\}'
pronounce:
  W_Q: W Q
  12: twelve
---
"""
    script = write.read(text + BODY)
    assert script.front == FrontMatter(
        title="Q, K, V: the projections of king.",
        subtitle="It has 12,288 of them.",
        course=Course(module=22, modules=42, section="Architecture", track="A · Gemini", prerequisite=12),
        minutes=3.5,
        scenes="lessons.qkv",
        voice="hibari",
        rate=160,
        parameters={"token": "no", "shade": "7"},
        language="en-GB",
        pause=0.0,
        labels={"role": "What king looks for", "brace": "a {b}"},
        pronounce={"W_Q": "W Q", "12": "twelve"},
    )
    assert script.labels == script.front.labels
    assert hash(script) == hash(script)


def test_what_is_left_out_has_its_default(write):
    read = write.read(front() + BODY).front
    assert (read.voice, read.rate, read.language, read.pause) == ("pyttsx3", 150, "en", 0.6)
    assert (read.subtitle, read.parameters, read.labels, read.pronounce) == ("", {}, {}, {})
    course = read.course
    assert (course.module, course.modules, course.section, course.track) == (None, None, "", "")
    assert course.prerequisite is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", ""),
        ("title", "{q1}"),
        ("title", "[a]"),
        ("minutes", "0"),
        ("minutes", "8:00"),
        ("minutes", ".nan"),
        ("minutes", "inf"),
        ("scenes", "my-scenes"),
        ("scenes", ".scenes"),
        ("scenes", "a.class"),
        ("scenes", "/a/b.py"),
        ("rate", "79"),
        ("rate", "401"),
        ("rate", "150.5"),
        ("pause", "-0.1"),
        ("course", "22"),
        ("course", "[module]"),
        ("course", ""),
        ("parameters", "king"),
        ("language", "english"),
        ("labels", "[a]"),
        ("pronounce", "W"),
    ],
)
def test_a_value_that_will_not_do_is_pointed_at(write, key, value):
    text = front(**{key: value})
    problem = write.problem(text + BODY)
    line = text.splitlines().index(f"{key}: {value}") + 1
    assert problem.line == line
    assert problem.column == len(key) + 3 or value == ""
    assert problem.source == f"{key}: {value}"
    assert key in problem.message
    assert problem.fix.startswith("Write ")


@pytest.mark.parametrize("scenes", ["scenes", "a.b", "scene.py", "../x/my-scenes.py"])
def test_scenes_are_a_package_or_a_file(write, scenes):
    assert write.read(front(scenes=scenes) + BODY).front.scenes == scenes


def test_an_unknown_key_is_offered_the_nearest(write):
    problem = write.problem(front(tilte="x") + BODY)
    assert place_of(problem) == (5, 1)
    assert problem.fix == "Did you mean `title`?"
    assert "minutes" in write.problem(front(zzz="x") + BODY).fix


def test_an_unknown_key_of_a_table_is_offered_the_nearest_there(write):
    assert write.problem(front(course="{modul: 2}") + BODY).fix == "Did you mean `module`?"
    assert write.problem(front(course="{zzz: 2}") + BODY).fix.startswith("The keys are module, modules, ")


@pytest.mark.parametrize(
    ("key", "value", "message", "fix"),
    [
        *(
            (
                key,
                value,
                f"`{key}` now stands in the table `course:`.",
                f"Write `course: {{{key}: {value}}}`.",
            )
            for key, value in [
                ("module", "22"),
                ("modules", "42"),
                ("section", "Architecture"),
                ("track", "A · Gemini"),
                ("prerequisite", "Module 12"),
                ("prerequisite", "'a, b'"),
            ]
        ),
        (
            "token",
            "king",
            "`token` now stands in the table `parameters:`.",
            "Write `parameters: {token: king}`.",
        ),
    ],
)
def test_a_key_of_old_is_refused_with_the_new_spelling(write, key, value, message, fix):
    problem = write.problem(front(**{key: value}) + BODY)
    assert place_of(problem) == (5, 1)
    assert (problem.message, problem.fix) == (message, fix)


def test_keys_of_old_are_told_together_how_they_are_written_now(write):
    problems = write.problems(front(track="A", module="22", token="king") + BODY)
    assert [place_of(problem) for problem in problems] == [(5, 1), (6, 1), (7, 1)]
    together = "Write `course: {module: 22, track: A}`."
    assert [problem.fix for problem in problems] == [
        together,
        together,
        "Write `parameters: {token: king}`.",
    ]


def test_a_key_of_old_with_a_table_is_refused_as_well(write):
    assert write.problem(front(token="{a: b}") + BODY).fix == "Write `parameters: {token: …}`."


def test_missing_keys_are_all_named(write):
    problems = write.problems("---\nrate: 150\n---\n" + BODY)
    assert [place_of(problem) for problem in problems] == [(1, 1)] * 3
    assert {key for key in GOOD if any(f"`{key}`" in problem.message for problem in problems)} == GOOD.keys()


@pytest.mark.parametrize(
    ("lines", "place", "word"),
    [
        ("title: again\n", (5, 1), "second time"),
        ("labels:\n  a: x\n  b: y\n  a: z\n", (8, 3), "second time"),
        ("labels:\n  1x: x\n", (6, 3), "1x"),
        ("labels:\n  a: x\n  b: [y]\n", (7, 6), "labels.b"),
        ("pronounce:\n  W_Q: ''\n", (6, 8), "pronounce.W_Q"),
        ("? [a, b]\n: x\n", (5, 3), "not a word"),
        ("subtitle: a: b\n", (5, 12), "YAML"),
        ("subtitle: 'a\n", (6, 1), "YAML"),
        ("\tsubtitle: a\n", (5, 1), "YAML"),
        ("subtitle: &a x\n", (5, 11), "Anchors"),
        ("subtitle: *a\n", (5, 11), "Anchors"),
        ("subtitle: !!int 3\n", (5, 11), "Anchors"),
        ("<<: {rate: x}\n", (5, 1), "<<"),
        ("subtitle: x\ufffe\n", (5, 12), "character"),
        ("subtitle: a {nope}\n", (5, 13), "nope"),
        ("subtitle: 'it''s {token}, {nope} and {token'\n", (5, 38), "brace"),
        ("labels:\n  a: |\n    {token}\n    is {nope}.\n", (8, 8), "nope"),
        ('labels:\n  a: "\\x7bnope}"\n', (6, 6), "nope"),
        ("course:\n  module: x\n", (6, 11), "`course.module` cannot be `x`"),
        ("course:\n  module: 0\n", (6, 11), "course.module"),
        ("course: {modules: -1}\n", (5, 19), "course.modules"),
        ("course: {modules: 42, module: 43}\n", (5, 19), "course.modules"),
        ("course:\n  prerequisite: {a: b}\n", (6, 17), "`course.prerequisite` cannot be a table"),
        ("course:\n  modul: 2\n", (6, 3), "`modul` is not a key of the table `course`"),
        ("parameters:\n  token: ''\n", (6, 10), "`parameters.token` cannot be empty"),
        ("parameters:\n  token: [a]\n", (6, 10), "parameters.token"),
        ("parameters:\n  a-b: x\n", (6, 3), "`a-b` cannot be a name in `parameters`"),
        ("parameters:\n  class: x\n", (6, 3), "class"),
    ],
)
def test_a_mistake_is_pointed_at(write, lines, place, word):
    problems = write.problems(front()[:-4] + lines + "---\n" + BODY)
    assert place in [place_of(problem) for problem in problems]
    assert word in " ".join(problem.message for problem in problems)


def test_the_script_knows_the_lines_of_its_front_matter(write):
    text = front(labels="\n  b: x\n  'a': y", pronounce="{W_Q: W Q}")
    script = write.read(text + BODY)
    for known in (script, read_script_file(write.path)):
        assert (known.line_of("title"), known.line_of("labels"), known.line_of("labels", "a")) == (2, 5, 7)
        assert (known.line_of("labels", "none"), known.line_of("pronounce", "W_Q")) == (5, 8)
        assert (known.line_of("none"), known.line_of("none", "a"), known.line_of()) == (1, 1, 1)


def test_a_deep_nest_is_refused(write):
    assert "deep" in write.problem(front(subtitle="[" * 1000 + "]" * 1000) + BODY).message


@pytest.mark.parametrize("text", ["just words\n", "- a\n- b\n"])
def test_front_matter_is_a_table(write, text):
    assert place_of(write.problem(f"---\n{text}---\n{BODY}")) == (2, 1)


def test_empty_front_matter_misses_its_keys(write):
    assert len(write.problems("---\n---\n" + BODY)) == 3


def test_front_matter_that_is_missing_or_open(write):
    problem = write.problem(BODY)
    assert place_of(problem) == (1, 1)
    assert "no front matter" in problem.message
    problem = write.problem("---\ntitle: Q\n" + BODY)
    assert place_of(problem) == (1, 1)
    assert "no end" in problem.message


@given(st.lists(st.sampled_from(["rate: 150", "voice: x", "pause: 1"]), unique=True), st.data())
def test_a_wrong_line_among_good_ones_is_found(write, lines, data):
    row = data.draw(st.integers(0, len(lines)))
    indent = data.draw(st.integers(1, 9))
    lines = [*lines[:row], f"minutes:{' ' * indent}none", *lines[row:]]
    text = "---\ntitle: T\nscenes: s\n" + "\n".join(lines) + "\n---\n" + BODY
    assert place_of(write.problem(text)) == (row + 4, 9 + indent)


@given(st.text(st.sampled_from("ab: \n\t-[]{}#&*!|>'\"%@`,?\\\x85\u2028é1")))
def test_arbitrary_yaml_gives_problems_and_no_other_error(write, text):
    for problem in write.problems(f"---\n{text}\n---\n{BODY}"):
        assert problem.line >= 1
        assert problem.column >= 1
