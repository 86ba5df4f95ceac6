//! What the reader makes of files, whole and in pieces.

use pointsman_domain::list::ItemPart;
use proptest::prelude::*;

use super::*;

fn layout(parts: &[(ItemPart, &[&str])], lone: ItemPart) -> Layout {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let parts = parts.iter().map(|(part, called)| Part { part: *part, names: names(called) });
    Layout { parts: parts.collect(), lone }
}

fn values() -> Layout {
    layout(&[(ItemPart::Value, &["value", "domain", "ip_address"])], ItemPart::Value)
}

fn names() -> Layout {
    let parts: [(ItemPart, &[&str]); 3] = [
        (ItemPart::First, &["first", "given name"]),
        (ItemPart::Last, &["last"]),
        (ItemPart::Threshold, &["threshold"]),
    ];
    layout(&parts, ItemPart::Last)
}

/// `1 value`, `1 value (note)` or `1 !code` for each line that says something.
fn read(bytes: &[u8], piece: usize) -> Vec<String> {
    read_as(values(), bytes, piece)
}

fn read_as(layout: Layout, bytes: &[u8], piece: usize) -> Vec<String> {
    let mut reader = CsvReader::new(layout);
    let mut found = Vec::new();
    let mut sink = |line: Line| {
        found.push(match line {
            Line::Item { number, item, note } => {
                let parts = item.parts().map(|(part, text)| match part {
                    ItemPart::Value => text.to_owned(),
                    other => format!("{}={text}", other.as_str()),
                });
                let item = parts.collect::<Vec<_>>().join(" ");
                note.map_or(format!("{number} {item}"), |note| format!("{number} {item} ({note})"))
            }
            Line::Bad(bad) => format!("{} !{}", bad.number, bad.code),
        });
    };
    for piece in bytes.chunks(piece) {
        reader.feed(piece, &mut sink).expect("a readable file");
    }
    reader.finish(&mut sink).expect("a readable file");
    found
}

#[test]
fn files_as_people_have_them() {
    for (file, expected) in [
        ("", &[][..]),
        ("\n\n", &[]),
        ("a", &["1 a"]),
        ("a\nb\n", &["1 a", "2 b"]),
        ("a\r\nb\r\n", &["1 a", "2 b"]),
        ("a\rb\r", &["1 a", "2 b"]),
        ("a\r\n\r\nb", &["1 a", "3 b"]),
        ("\u{feff}a\nb", &["1 a", "2 b"]),
        ("\u{feff}value\nb", &["2 b"]),
        ("VALUE\na", &["2 a"]),
        ("# comment\n\n  # another\nip_address,note\na,n", &["5 a (n)"]),
        ("a\nvalue\n", &["1 a", "2 value"]),
        ("\"a\"\n\"b\"\"c\"\n", &["1 a", "2 b\"c"]),
        ("\"a,b\",\"n, m\"\n", &["1 a,b (n, m)"]),
        ("  a  , n  \n", &["1 a (n)"]),
        ("a,\n,\n\"\"\n", &["1 a"]),
        ("a,n,x\nb\n", &["1 !too_many_columns", "2 b"]),
        ("domain,score,note\na,7,n\nb\nc,9\n", &["2 a (n)", "3 b", "4 c"]),
        ("domain,score\na,7\n", &["2 a"]),
        ("\"a\nb\n\"c\"\n", &["1 !unclosed_quote", "2 b", "3 c"]),
        (",n\n", &["1  (n)"]),
        ("a,\u{7}\n", &["1 !invalid_note"]),
    ] {
        for piece in [1, 2, 3, 1_000] {
            assert_eq!(read(file.as_bytes(), piece), expected, "{file:?} in pieces of {piece}");
        }
    }
}

#[test]
fn items_of_several_parts_have_a_column_for_each() {
    for (file, expected) in [
        ("Smith\n", &["1 last=Smith"][..]),
        ("Ada,Byron\n,Smith\n", &["1 first=Ada last=Byron", "2 last=Smith"]),
        (
            "Ada,Byron,0.9\nAda,Byron,,n\n",
            &["1 first=Ada last=Byron threshold=0.9", "2 first=Ada last=Byron (n)"],
        ),
        ("Ada,Byron,0.9,n,x\n", &["1 !too_many_columns"]),
        ("Ada,\n,,,\n", &["1 first=Ada"]),
        ("last\nSmith\n", &["2 last=Smith"]),
        ("id,Last,given name\n7,Byron,Ada\n", &["2 first=Ada last=Byron"]),
        ("Last,Note,Last\nByron,n,Smith\n", &["2 last=Byron (n)"]),
        ("threshold,x\n0.9,y\n", &["2 threshold=0.9"]),
        ("Ada,Byron\nfirst,last\n", &["1 first=Ada last=Byron", "2 first=first last=last"]),
    ] {
        for piece in [1, 1_000] {
            assert_eq!(read_as(names(), file.as_bytes(), piece), expected, "{file:?}");
        }
    }
}

#[test]
fn bytes_that_are_not_utf_8_cost_their_line() {
    assert_eq!(read(b"a\nb\xFFc\nd", 1), ["1 a", "2 !not_utf8", "3 d"]);
}

#[test]
fn utf_16_is_refused_at_once() {
    for file in [&b"\xFF\xFEa\0\n\0"[..], b"\xFE\xFF\0a\0\n"] {
        let mut reader = CsvReader::new(values());
        assert_eq!(reader.feed(file, &mut |_| {}), Err(UnreadableFile::Utf16));
    }
}

#[test]
fn the_longest_line_is_read_and_one_byte_more_is_not() {
    let longest = "a".repeat(IMPORT_LINE_BYTES);
    let file = format!("{longest}\n{longest}b\nc\n");
    for piece in [7, 4_096, 100_000] {
        let lines = read(file.as_bytes(), piece);
        assert_eq!(
            lines,
            [format!("1 {longest}"), "2 !line_too_long".to_owned(), "3 c".to_owned()]
        );
    }
}

#[test]
fn the_longest_note_is_kept_and_one_character_more_is_not() {
    let longest = "é".repeat(ITEM_NOTE_CHARACTERS);
    let file = format!("a,{longest}\nb,{longest}é\n");
    assert_eq!(
        read(file.as_bytes(), 64),
        [format!("1 a ({longest})"), "2 !invalid_note".to_owned()]
    );
}

#[test]
fn a_bad_line_shows_its_beginning_without_control_characters() {
    let bad = BadLine::new(1, &format!("a\0{}", "b".repeat(500)), "code", "detail");
    assert!(bad.value.starts_with("a\u{fffd}b"), "{}", bad.value);
    assert_eq!(bad.value.chars().count(), SHOWN_CHARACTERS);
}

#[test]
fn lines_are_counted_whatever_they_hold() {
    let mut reader = CsvReader::new(values());
    reader.feed(b"value\n# c\n\na\nb", &mut |_| {}).expect("readable");
    assert_eq!(reader.lines(), 4);
    reader.finish(&mut |_| {}).expect("readable");
    assert_eq!(reader.lines(), 5);
}

proptest! {
    #[test]
    fn pieces_make_no_difference(
        file in prop::collection::vec(prop::sample::select(b"ab,\"#\r\n \xFF".to_vec()), 0..200),
        piece in 1_usize..20,
    ) {
        prop_assert_eq!(read(&file, piece), read(&file, 1_000));
    }

    #[test]
    fn a_quoted_value_comes_back_as_it_was(value in "[^\r\n\0]{1,40}") {
        prop_assume!(!value.trim().is_empty());
        let file = format!("x\n\"{}\"", value.replace('"', "\"\""));
        prop_assert_eq!(read(file.as_bytes(), 5), ["1 x".to_owned(), format!("2 {}", value.trim())]);
    }
}
