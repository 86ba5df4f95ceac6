//! The lists that a document may name. The engine is told about them and must not know where they are kept.

use std::collections::{BTreeMap, HashMap, HashSet};

use pointsman_domain::ids::ListId;
use pointsman_domain::list::ListKey;

/// What the engine needs to know about one list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRef {
    /// Its id.
    pub id: ListId,
    /// Its unique key.
    pub key: ListKey,
    /// Its name, as people read it.
    pub name: String,
    /// Whether it is archived; an archived list matches nothing.
    pub archived: bool,
    /// How many items it holds now.
    pub items: u64,
}

/// All lists by id and by key.
#[derive(Clone, Debug, Default)]
pub struct ListDirectory {
    by_id: BTreeMap<ListId, ListRef>,
    by_key: HashMap<String, ListId>,
    shared_names: HashSet<String>,
}

impl ListDirectory {
    /// Of these lists. Of two with one id the later wins.
    pub fn new(lists: impl IntoIterator<Item = ListRef>) -> Self {
        let mut directory = Self::default();
        let mut names = HashSet::new();
        for list in lists {
            directory.by_key.insert(list.key.as_str().to_owned(), list.id);
            let name = list.name.clone();
            if directory.by_id.insert(list.id, list).is_none() && !names.insert(name.clone()) {
                directory.shared_names.insert(name);
            }
        }
        directory
    }

    /// The list that `text` names, by id or by key.
    pub fn find(&self, text: &str) -> Option<&ListRef> {
        match text.parse::<ListId>() {
            Ok(id) => self.get(id),
            Err(_) => self.by_key.get(text).and_then(|id| self.get(*id)),
        }
    }

    /// The list with this id.
    pub fn get(&self, id: ListId) -> Option<&ListRef> {
        self.by_id.get(&id)
    }

    /// All lists, ordered by id.
    pub fn lists(&self) -> impl Iterator<Item = &ListRef> {
        self.by_id.values()
    }

    /// Whether another list has the same name, so that the name alone does not say which is meant.
    pub fn shares_name(&self, list: &ListRef) -> bool {
        self.shared_names.contains(&list.name)
    }
}
