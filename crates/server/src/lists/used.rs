//! Which drafts and versions name a list. Only texts that may still run count: while one of them names a list, the
//! list cannot be archived.

use std::collections::HashMap;

use pointsman_storage::lists::List;
use pointsman_storage::workflows::{self, TextPlace};
use pointsman_storage::{StorageError, Transaction};

use super::wire::{ListUse, UsedIn};

/// Uses of some lists by what a text calls the list: its id or its key.
pub(crate) struct UsedLists(HashMap<String, Vec<ListUse>>);

impl UsedLists {
    /// Reads the uses of these lists.
    pub(crate) fn read(
        transaction: &mut Transaction<'_>,
        lists: &[List],
    ) -> Result<Self, StorageError> {
        let names: Vec<String> = lists.iter().flat_map(names_of).collect();
        let mut uses: HashMap<String, Vec<ListUse>> = HashMap::new();
        for used in workflows::list_uses(transaction, &names)? {
            uses.entry(used.name.clone()).or_default().push(on_the_wire(used));
        }
        Ok(Self(uses))
    }

    /// The texts that name `list`, by id or by key, each once.
    pub(crate) fn of_list(&self, list: &List) -> Vec<ListUse> {
        let mut found: Vec<ListUse> = Vec::new();
        for name in names_of(list) {
            for used in self.0.get(&name).into_iter().flatten() {
                if !found.contains(used) {
                    found.push(used.clone());
                }
            }
        }
        found
    }
}

/// What texts may call a list.
pub(super) fn names_of(list: &List) -> [String; 2] {
    [list.id.to_string(), list.key.to_string()]
}

fn on_the_wire(used: workflows::ListUse) -> ListUse {
    let (place, version, running) = match used.place {
        TextPlace::Draft => (UsedIn::Draft, None, false),
        TextPlace::Version { number, running } => (UsedIn::Version, Some(number), running),
    };
    ListUse {
        workflow: used.workflow.to_string(),
        workflow_name: used.workflow_name,
        place,
        version,
        running,
    }
}
