from scenes.common.look import LOOK


def test_each_role_has_its_colour_by_its_letter_and_no_two_share_one():
    assert LOOK.roles == {"q": LOOK.query, "k": LOOK.key, "v": LOOK.value}
    assert len({LOOK.embedding, LOOK.score, *LOOK.roles.values()}) == 5
