"""What must be the same on two machines, in words."""

from __future__ import annotations

from studio.cluster.environment import difference, environment, objection


def test_a_machine_is_like_itself() -> None:
    assert difference(environment(), environment()) == ""
    assert objection("The worker", environment(), environment(), 1) == ""


def test_it_says_what_differs_there_and_here() -> None:
    here = {"numpy": "2.4.6", "manim": "0.22.0", "studio": "a"}
    assert difference(here, {"numpy": "2.4.5", "manim": "0.22.0", "studio": "a"}) == (
        "numpy is 2.4.5 there and 2.4.6 here"
    )
    assert difference(here, {"numpy": "2.4.6", "studio": "b", "av": "18"}) == (
        "manim is missing there and 0.22.0 here; av is 18 there and missing here; "
        "the studio's own files are not those of this machine"
    )


def test_it_knows_python_the_packages_and_the_studio() -> None:
    known = {"Python", "manim", "numpy", "pycairo", "distributed", "studio"}
    assert known | {"the cairo library", "the pango library"} <= environment().keys()


def test_an_objection_names_the_worker_and_the_way_out() -> None:
    unlike = objection("The worker tcp://a:1", {"numpy": "2"}, {"numpy": "1"})
    assert unlike.startswith("The worker tcp://a:1 ")
    assert "numpy is 1 there and 2 here" in unlike
    assert "constraints.txt" in unlike
    threads = objection("The worker tcp://a:1", {}, {}, 4)
    assert "tcp://a:1 runs 4 tasks at once" in threads
    assert "--nthreads 1" in threads
