import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.numbers import Number
from studio.speech.spoken_form import spoken_form

NAMES = "zero one two three four five six seven eight nine"
DIGITS = {str(digit): name for digit, name in enumerate(NAMES.split())}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("−1.104 and 0.12", "minus one point one zero four and zero point one two"),
        ("-0.90 or (-.5)", "minus zero point nine zero or, minus point five"),
        ("x = [0.412, −1.104]", "x equals zero point four one two, minus one point one zero four"),
        ("12,288 of them", "twelve thousand two hundred eighty-eight of them"),
        ("1,572,864", "one million five hundred seventy-two thousand eight hundred sixty-four"),
        ("589,824.5", "five hundred eighty-nine thousand eight hundred twenty-four point five"),
        ("in 2017 or 007", "in twenty seventeen or zero zero seven"),
        ("about .5 of 5%", "about point five of five percent"),
        ("the 1st, 22nd and 3rd", "the first, twenty-second and third"),
        ("3–5 or 3-5", "three to five or three five"),
        ("5 - 3 = 2; 5−3; 1e-5", "five minus three equals two; five minus three; one e minus five"),
        ("1/2 and and/or", "one over two and and or"),
        ("GPT-2 at 3:20, version 1.2.3", "G P T two at three twenty, version one point two point three"),
        ("8 × 6, 8 x 6, 12x64", "eight times six, eight by six, twelve by sixty-four"),
        ("768 -> 2304 → y", "seven hundred sixty-eight to two thousand three hundred four to y"),
        ("q = x W_Q + b ≈ 3", "q equals x W Q plus b about three"),
        ("a ≤ b, c ≥ d, e != f", "eigh is at most b, c is at least d, e is not f"),
        ("W_Q, W_QK and d_model, d_k, d_v", "W Q, W Q K and d model, d k, d v"),
        ("q1, x1, k_2, x₁₂, dₖ", "q one, x one, k two, x twelve, d k"),
        ("QK^T, QKᵀ, W_K^T V", "Q K transpose, Q K transpose, W K transpose V"),
        ("x², x^3, W⁻¹, x^n", "x squared, x cubed, W inverse, x to the n"),
        ("10^-3, 10⁻³, 2⁴", "ten to the minus three, ten to the minus three, two to the four"),
        ("softmax(QK^T/√d_k) V", "softmax Q K transpose over the square root of d k, V"),
        ("s(a,b) = s(b,a)", "s eigh, b equals s b, eigh"),
        ("q·k, α, ∇f, ½", "q dot k, alpha, nabla f, one half"),
        ("“Query”, ‘key’ and don’t", "Query, key and don't"),
        ("roles—query, and key – value - done", "roles, query, and key, value, done"),
        ("Wait… (as we saw) it is", "Wait, as we saw, it is"),
        ("It works (twice).", "It works, twice."),
        ("Vaswani et al. 2017, e.g. here", "Vaswani et al twenty seventeen, for example here"),
        ("vectors A and B, A's row", "vectors eigh and B, eigh's row"),
        ("A vector. A matrix has a row. In A, too", "A vector. A matrix has a row. In eigh, too"),
        ("a 4-dimensional vector, a 768-wide", "a four dimensional vector, a seven hundred sixty-eight wide"),
        ("the query. q is short. 3 are left", "the query. Q is short. Three are left"),
        ("render.py in the U.S.", "render dot py in the U S"),
        ("high-dimensional, key/value", "high-dimensional, key value"),
        ("the tokens “!” and “,”", "the tokens exclamation mark and comma"),
        ("word 🙂 word\u00ad", "word word"),
        ("in 1905, 2000 and the 1990s", "in nineteen oh-five, two thousand and the nineteen nineties"),
        ("2017 + 1 = 2018", "two thousand seventeen plus one equals two thousand eighteen"),
        ("2048 of 1,999", "two thousand forty-eight of one thousand nine hundred ninety-nine"),
        ("768 to 12,288", "seven hundred sixty-eight to twelve thousand two hundred eighty-eight"),
        ("$5, $1 or €1.50", "five dollars, one dollar or one euro fifty cents"),
        ("$1.5 million, £2.01", "one point five million dollars, two pounds one penny"),
        ("n x d_model, d_model × d_k, d_in x 3", "n by d model, d model by d k, d in by three"),
        ("a 4 × 4 matrix, q = x W_Q", "a four by four matrix, q equals x W Q"),
        ("GPT-2 small, GPT-3", "G P T two small, G P T three"),
        ("Llama 3 8B and NASA", "Llama three eight B and NASA"),
        ("two GPUs, GQA and an MLP", "two G P U's, G Q eigh and an M L P"),
        ("NOT the OV circuit, but YOU", "NOT the O V circuit, but YOU"),
        ("Dr. Shazeer, etc., approx. 5", "Doctor Shazeer, et cetera, approximately five"),
        ("", ""),
        ("… — !", ""),
    ],
)  # fmt: skip
def test_english_is_read_as_a_teacher_would(text: str, said: str) -> None:
    assert spoken_form(text, {}).text == said


@given(st.floats(-1e6, 1e6), st.integers(1, 6))
def test_a_number_is_said_digit_by_digit_after_the_point(value: float, places: int) -> None:
    number = Number(value, places)
    said = spoken_form(str(number), {}).text.lower()
    before, after = said.split(" point ")
    assert after.split() == [DIGITS[digit] for digit in str(number).split(".")[1]]
    assert before.startswith("minus ") == (number.rounded < 0)
    assert not set(said) - set("abcdefghijklmnopqrstuvwxyz- ")
