//! Texts, each compared with the field that its list names.

use std::collections::BTreeMap;

use pointsman_domain::ids::ItemId;
use pointsman_domain::list::{FieldName, FieldText};

use super::entry::{Added, ListPlace};
use super::exact::ExactTexts;
use super::found::Found;
use super::records::Records;

/// All items of all lists of texts, by field. A field once seen stays noted: that costs a probe.
#[derive(Clone, Debug, Default)]
pub(super) struct FieldTexts {
    fields: BTreeMap<FieldName, ExactTexts>,
}

impl FieldTexts {
    pub(super) fn reserve(&mut self, field: &FieldName, items: usize, bytes: usize) {
        self.of_field(field).reserve(items, bytes);
    }

    pub(super) fn records(&mut self) -> impl Iterator<Item = &mut Records> {
        self.fields.values_mut().flat_map(ExactTexts::records)
    }

    pub(super) fn add(&mut self, text: &FieldText, added: Added) {
        self.of_field(&text.field).add(&text.text, added);
    }

    pub(super) fn remove(&mut self, text: &FieldText, list: ListPlace, item: ItemId) {
        if let Some(texts) = self.fields.get_mut(&text.field) {
            texts.remove(&text.text, list, item);
        }
    }

    pub(super) fn remove_list(&mut self, list: ListPlace) {
        for texts in self.fields.values_mut() {
            texts.remove_list(list);
        }
    }

    /// A list names one field, so each list is found once at most.
    pub(super) fn find(&self, inquiry: &BTreeMap<FieldName, String>, found: &mut Found<'_>) {
        for (field, texts) in &self.fields {
            if let Some(text) = inquiry.get(field) {
                texts.find([text.as_str()], found);
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.fields.values().map(ExactTexts::len).sum()
    }

    fn of_field(&mut self, field: &FieldName) -> &mut ExactTexts {
        self.fields.entry(field.clone()).or_default()
    }
}
