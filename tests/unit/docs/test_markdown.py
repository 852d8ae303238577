from __future__ import annotations

from wamigrate.docs.markdown import capital, code, page, sections_of, sentence, table


def test_what_would_break_a_table_is_escaped() -> None:
    assert table(["A"], [["this | that\nand more"]]) == "| A |\n| --- |\n| this \\| that and more |"


def test_an_empty_cell_stays_a_cell() -> None:
    assert table(["A", "B"], [["", "b"]]).endswith("|   | b |")


def test_code_may_hold_a_back_tick() -> None:
    assert [code("pin"), code("a`b")] == ["`pin`", "`` a`b ``"]


def test_a_sentence_gets_one_full_stop() -> None:
    assert [sentence("Look"), sentence("Look."), sentence("")] == ["Look.", "Look.", ""]


def test_only_the_first_letter_is_raised_and_no_name_of_a_field_is_changed() -> None:
    assert [capital("look at WABA"), capital("")] == ["Look at WABA", ""]
    assert capital("name_status of the number") == "name_status of the number"


def test_a_page_leaves_out_what_is_empty_and_ends_with_one_newline() -> None:
    assert page("Title", "one\n", "", "two").split("\n\n")[1:] == ["# Title", "one", "two\n"]


def test_sections_are_found_at_the_begin_of_a_line_only() -> None:
    doc = "A title.\n\nWhy: it says Does: inside.\nDoes: reads\n    two lines."

    assert sections_of(doc, ("Why", "Does")) == {"Why": "it says Does: inside.", "Does": "reads two lines."}
