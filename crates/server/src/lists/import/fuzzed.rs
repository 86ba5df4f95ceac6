//! What the fuzzer asks of list files: any bytes are read the same in pieces of any size, and an item that was read keeps
//! its canonical text however often it is read again. `fuzz` mounts this file; here it goes over the kept corpus.

use pointsman_domain::list::{
    ItemKeys, ItemPart, ItemValue, ListKind, ParsedItem, SameValue, WrittenItem, beginning,
};

use super::csv::{CsvReader, Line, UnreadableFile};
use super::layout;

/// Most characters of a bad line that are shown.
const SHOWN: usize = 200;

/// The first byte chooses the kind of the list and the size of the pieces, the others are the file.
pub(crate) fn check_bytes(bytes: &[u8]) {
    let Some((choice, file)) = bytes.split_first() else { return };
    let field = "company".parse().expect("a field");
    let kinds = [
        ListKind::IpAddress,
        ListKind::EmailAddress,
        ListKind::PhoneNumber,
        ListKind::Name,
        ListKind::Country,
        ListKind::GovernmentIdNumber,
        ListKind::Fingerprint,
        ListKind::Text { field },
    ];
    let kind = &kinds[usize::from(*choice) % kinds.len()];
    let whole = read(kind, file, file.len().max(1));
    let size = usize::from(*choice) / kinds.len() + 1;
    assert_eq!(read(kind, file, size), whole, "in pieces of {size}");
    let Ok(lines) = whole else { return };
    assert!(lines.is_sorted_by_key(Line::number), "{lines:?}");
    for line in lines {
        match line {
            Line::Bad(bad) => {
                assert!(
                    bad.value.chars().count() <= SHOWN && !bad.value.contains(char::is_control)
                );
            }
            Line::Item { item, .. } => check_item(kind, &item),
        }
    }
}

fn read(kind: &ListKind, file: &[u8], size: usize) -> Result<Vec<Line>, UnreadableFile> {
    let mut reader = CsvReader::new(layout::of(kind));
    let mut lines = Vec::new();
    for piece in file.chunks(size) {
        reader.feed(piece, &mut |line| lines.push(line))?;
    }
    reader.finish(&mut |line| lines.push(line))?;
    Ok(lines)
}

fn check_item(kind: &ListKind, item: &WrittenItem) {
    for (_, text) in item.parts() {
        beginning(kind, text);
    }
    let Ok(ParsedItem { value, written, .. }) = ItemValue::parse(kind, item) else { return };
    let canonical = value.to_string();
    assert!(!canonical.is_empty() && canonical.len() <= ItemValue::CANONICAL_BYTES);
    // As it is read from the database,
    assert_eq!(ItemValue::read(kind, &canonical).as_ref(), Ok(&value), "{item:?}");
    SameValue::of_stored(kind.list_type(), &canonical);
    // as the parts that are shown are written again by somebody,
    let shown = ItemKeys::of_stored(kind.list_type(), &canonical, written.as_deref());
    again(kind, &parts(&shown), &value);
    // and as the canonical text itself would be.
    again(kind, &parts(&ItemKeys::of_stored(kind.list_type(), &canonical, None)), &value);
}

/// Reading an item in this form gives the same value.
fn again(kind: &ListKind, item: &WrittenItem, value: &ItemValue) {
    match ItemValue::parse(kind, item) {
        Ok(read) => assert_eq!(read.value, *value, "{item:?}"),
        // Folding can make a name longer than what one may write.
        Err(error) => assert_eq!(error.code, "too_long", "{item:?}: {error}"),
    }
}

fn parts(keys: &ItemKeys) -> WrittenItem {
    let item = WrittenItem::default();
    match keys {
        ItemKeys::Value(value) => item.with(ItemPart::Value, value),
        ItemKeys::Name { first, last, threshold } => {
            let item = item
                .with(ItemPart::Last, last)
                .with(ItemPart::First, first.as_deref().unwrap_or_default());
            let threshold = threshold.map(|threshold| threshold.decimal().to_string());
            item.with(ItemPart::Threshold, threshold.unwrap_or_default())
        }
        ItemKeys::GovernmentId { class, number } => item
            .with(ItemPart::Number, number)
            .with(ItemPart::Class, class.as_deref().unwrap_or_default()),
    }
}

#[cfg(test)]
#[test]
fn files_that_fuzzing_left_behind() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/csv");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("a corpus")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    assert!(files.len() >= 10, "{} is nearly empty", folder.display());
    for file in files {
        // A failure says which file it was.
        eprintln!("{}", file.display());
        check_bytes(&std::fs::read(&file).expect("a file"));
    }
}
