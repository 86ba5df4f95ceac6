//! Columns of Parquet files, written and read one after the other.

use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::column::reader::get_typed_column_reader;
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{FileReader, RowGroupReader};
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

/// Writes groups of rows with `group`, which is called as often as it says.
pub(super) fn written(
    schema: &str,
    groups: usize,
    mut group: impl FnMut(usize, &mut GroupWriter<'_>) -> Result<()>,
) -> Result<Vec<u8>> {
    let mut builder = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_created_by("pointsman".to_owned());
    for (column, encoding) in [
        ("id", Encoding::DELTA_BYTE_ARRAY),
        ("completed_at", Encoding::DELTA_BINARY_PACKED),
        ("row", Encoding::DELTA_BINARY_PACKED),
    ] {
        builder = builder
            .set_column_dictionary_enabled(column.into(), false)
            .set_column_encoding(column.into(), encoding);
    }
    let schema = Arc::new(parse_message_type(schema)?);
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(builder.build()))?;
    for place in 0..groups {
        let mut own = GroupWriter(writer.next_row_group()?);
        group(place, &mut own)?;
        own.0.close()?;
    }
    writer.into_inner()
}

/// Writes the columns of a group of rows in the order of the schema.
pub(super) struct GroupWriter<'w>(SerializedRowGroupWriter<'w, Vec<u8>>);

impl GroupWriter<'_> {
    /// A column that has a value in every row.
    pub(super) fn required<T: DataType>(&mut self, values: &[T::T]) -> Result<()> {
        self.levels::<T>(values, None, None)
    }

    /// A column with or without a value.
    pub(super) fn optional<T: DataType>(
        &mut self,
        rows: impl Iterator<Item = Option<T::T>>,
    ) -> Result<()> {
        let (mut values, mut levels) = (Vec::new(), Vec::new());
        for value in rows {
            levels.push(i16::from(value.is_some()));
            values.extend(value);
        }
        self.levels::<T>(&values, Some(&levels), None)
    }

    /// Lists of texts in every row.
    pub(super) fn lists(&mut self, rows: impl Iterator<Item = Vec<ByteArray>>) -> Result<()> {
        self.some_lists(rows.map(Some), 0)
    }

    /// Lists of texts, or nothing.
    pub(super) fn optional_lists(
        &mut self,
        rows: impl Iterator<Item = Option<Vec<ByteArray>>>,
    ) -> Result<()> {
        self.some_lists(rows, 1)
    }

    fn some_lists(
        &mut self,
        rows: impl Iterator<Item = Option<Vec<ByteArray>>>,
        empty: i16,
    ) -> Result<()> {
        let (mut values, mut definitions, mut repetitions) = (Vec::new(), Vec::new(), Vec::new());
        for list in rows {
            let list = match list {
                None => {
                    definitions.push(0);
                    repetitions.push(0);
                    continue;
                }
                Some(list) if list.is_empty() => {
                    definitions.push(empty);
                    repetitions.push(0);
                    continue;
                }
                Some(list) => list,
            };
            for (place, value) in list.into_iter().enumerate() {
                definitions.push(empty + 1);
                repetitions.push(i16::from(place > 0));
                values.push(value);
            }
        }
        self.levels::<parquet::data_type::ByteArrayType>(
            &values,
            Some(&definitions),
            Some(&repetitions),
        )
    }

    fn levels<T: DataType>(
        &mut self,
        values: &[T::T],
        definitions: Option<&[i16]>,
        repetitions: Option<&[i16]>,
    ) -> Result<()> {
        let column = self.0.next_column()?;
        let mut column = column
            .ok_or_else(|| ParquetError::General("more columns than the schema has".into()))?;
        column.typed::<T>().write_batch(values, definitions, repetitions)?;
        column.close()
    }
}

/// A file that can be read.
pub(super) fn opened(content: Vec<u8>) -> Result<SerializedFileReader<Bytes>> {
    SerializedFileReader::new(Bytes::from(content))
}

/// Reads the columns of a group of rows.
pub(super) struct GroupReader<'r> {
    pub(super) group: Box<dyn RowGroupReader + 'r>,
    pub(super) rows: usize,
}

impl<'r> GroupReader<'r> {
    pub(super) fn new(file: &'r SerializedFileReader<Bytes>, place: usize) -> Result<Self> {
        let group = file.get_row_group(place)?;
        let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        Ok(Self { group, rows })
    }

    /// The text that a column has in every row, if its statistics say that there is but one.
    pub(super) fn constant(&self, column: usize) -> Option<Vec<u8>> {
        let statistics = self.group.metadata().column(column).statistics()?;
        let exact = statistics.min_is_exact() && statistics.max_is_exact();
        let least = statistics.min_bytes_opt().filter(|_| exact)?;
        let every = statistics.null_count_opt() == Some(0);
        (every && statistics.max_bytes_opt() == Some(least)).then(|| least.to_vec())
    }

    /// A column that has a value in every row.
    pub(super) fn required<T: DataType>(&self, column: usize) -> Result<Vec<T::T>> {
        let mut values = Vec::with_capacity(self.rows);
        let mut reader = get_typed_column_reader::<T>(self.group.get_column_reader(column)?);
        reader.read_records(self.rows, None, None, &mut values)?;
        self.whole(values.len())?;
        Ok(values)
    }

    /// Hands out each row of a column that has a value or not.
    pub(super) fn optional<T: DataType>(
        &self,
        column: usize,
        mut each: impl FnMut(usize, Option<&T::T>),
    ) -> Result<()> {
        let (mut values, mut levels) =
            (Vec::with_capacity(self.rows), Vec::with_capacity(self.rows));
        let mut reader = get_typed_column_reader::<T>(self.group.get_column_reader(column)?);
        reader.read_records(self.rows, Some(&mut levels), None, &mut values)?;
        self.whole(levels.len())?;
        let mut values = values.iter();
        for (row, level) in levels.iter().enumerate() {
            each(row, if *level > 0 { values.next() } else { None });
        }
        Ok(())
    }

    /// Hands out each text of each list, and once per row `None` where there is no list. `empty` is the level of an
    /// empty one: 0 where every row has a list.
    pub(super) fn lists(
        &self,
        column: usize,
        empty: i16,
        mut each: impl FnMut(usize, Option<&ByteArray>),
    ) -> Result<()> {
        let (mut values, mut definitions, mut repetitions) = (Vec::new(), Vec::new(), Vec::new());
        let reader = self.group.get_column_reader(column)?;
        let mut reader = get_typed_column_reader::<parquet::data_type::ByteArrayType>(reader);
        let (definitions_into, repetitions_into) = (&mut definitions, &mut repetitions);
        reader.read_records(
            self.rows,
            Some(definitions_into),
            Some(repetitions_into),
            &mut values,
        )?;
        let mut values = values.iter();
        let mut row = 0;
        for (place, (definition, repetition)) in definitions.iter().zip(&repetitions).enumerate() {
            if place > 0 && *repetition == 0 {
                row += 1;
            }
            if *definition > empty {
                each(row, values.next());
            } else if *definition < empty {
                each(row, None);
            }
        }
        self.whole(if definitions.is_empty() { 0 } else { row + 1 })
    }

    fn whole(&self, rows: usize) -> Result<()> {
        if rows == self.rows {
            return Ok(());
        }
        Err(ParquetError::General(format!("a column has {rows} of {} rows", self.rows)))
    }
}
