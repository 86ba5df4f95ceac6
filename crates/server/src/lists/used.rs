//! Which drafts, versions and invariants name a list. Only texts that may still run count: while one of them or an
//! invariant names a list, the list cannot be archived.

use std::collections::HashMap;

use pointsman_storage::lists::List;
use pointsman_storage::workflows::{self, TextPlace};
use pointsman_storage::{StorageError, Transaction, invariants};

use super::wire::{ListInvariant, ListUse, UsedIn};

/// Uses of some lists by what a text calls the list: its id or its key.
pub(crate) struct UsedLists {
    texts: HashMap<String, Vec<ListUse>>,
    invariants: HashMap<String, Vec<ListInvariant>>,
}

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
        let mut invariants: HashMap<String, Vec<ListInvariant>> = HashMap::new();
        for used in invariants::naming(transaction, &names)? {
            let invariant = used.invariant.to_string();
            let found = ListInvariant { invariant, invariant_name: used.invariant_name };
            invariants.entry(used.name).or_default().push(found);
        }
        Ok(Self { texts: uses, invariants })
    }

    /// The texts that name `list`, by id or by key, each once.
    pub(crate) fn of_list(&self, list: &List) -> Vec<ListUse> {
        of(&self.texts, list)
    }

    /// The invariants that do.
    pub(super) fn invariants(&self, list: &List) -> Vec<ListInvariant> {
        of(&self.invariants, list)
    }
}

fn of<U: Clone + PartialEq>(uses: &HashMap<String, Vec<U>>, list: &List) -> Vec<U> {
    let mut found: Vec<U> = Vec::new();
    for name in names_of(list) {
        for used in uses.get(&name).into_iter().flatten() {
            if !found.contains(used) {
                found.push(used.clone());
            }
        }
    }
    found
}

/// What texts may call a list.
fn names_of(list: &List) -> [String; 2] {
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
