//! One line becomes cells.

use crate::lists::limits::IMPORT_LINE_BYTES;

/// Splits one line at its commas, by the rules of RFC 4180.
pub(super) struct Cells {
    core: csv_core::Reader,
    input: Vec<u8>,
    output: Vec<u8>,
    ends: Vec<usize>,
}

impl Default for Cells {
    fn default() -> Self {
        Self {
            core: csv_core::Reader::new(),
            input: Vec::with_capacity(IMPORT_LINE_BYTES + 1),
            // What comes out is never longer than what goes in, and no cell is shorter than its comma.
            output: vec![0; IMPORT_LINE_BYTES + 1],
            ends: vec![0; IMPORT_LINE_BYTES + 1],
        }
    }
}

impl Cells {
    /// The cells, trimmed; `None` if a quote is open when the line ends.
    pub(super) fn split(&mut self, line: &str) -> Option<Vec<String>> {
        self.input.clear();
        self.input.extend_from_slice(line.as_bytes());
        self.input.push(b'\n');
        let (result, _, _, count) =
            self.core.read_record(&self.input, &mut self.output, &mut self.ends);
        match result {
            csv_core::ReadRecordResult::Record => Some(self.cells(count)),
            // Inside a quote the end of the line is part of the value, and no record comes out.
            csv_core::ReadRecordResult::InputEmpty
            | csv_core::ReadRecordResult::OutputFull
            | csv_core::ReadRecordResult::OutputEndsFull
            | csv_core::ReadRecordResult::End => {
                self.core.reset();
                None
            }
        }
    }

    fn cells(&self, count: usize) -> Vec<String> {
        let ends = self.ends.iter().take(count);
        let mut start = 0;
        let cut = ends.map(|end| {
            let cell = self.output.get(start..*end).unwrap_or_default();
            start = *end;
            String::from_utf8_lossy(cell).trim().to_owned()
        });
        cut.collect()
    }
}
