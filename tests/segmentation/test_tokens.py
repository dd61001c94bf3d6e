"""Words: spaCy's zh tokenizer with the shipped pkuseg model."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangkong.pipeline.segmentation.tokens import tokenizer


def test_tokens_are_pkuseg_words_of_the_shipped_model():
    doc = tokenizer()("我校每天对教室进行消毒,学生返校须出示健康码。")

    assert [token.text for token in doc][:6] == ["我校", "每天", "对", "教室", "进行", "消毒"]


@given(st.text(alphabet="我校教务处在的召开a1 ,。\n\t🙂\ufeff　", max_size=40))
@settings(deadline=None, max_examples=80)
def test_token_offsets_are_exact(text):
    doc = tokenizer()(text)

    assert doc.text == text
    assert all(text[t.idx : t.idx + len(t.text)] == t.text for t in doc)


@pytest.mark.parametrize("name", ["教体局", "教务处", "党支部"])
def test_heads_of_institutions_are_whole_words(name):
    words = [token.text for token in tokenizer()(f"市{name}召开会议")]

    assert any(word.endswith(name) for word in words), words
