//! Who loses a right keeps nothing that was made with it at the same moment.

use pointsman_domain::people::Role;
use pointsman_storage::people::granting::{self, Grant};
use pointsman_storage::people::{keys, member_changes, members};
use pointsman_storage::{Actor, StorageError};

use super::links::{api_key, by_key};
use super::people::administrator;
use crate::databases::Fixture;
use crate::fixtures::{at, at_once};

pub(crate) async fn a_right_is_looked_at_when_something_is_handed_on(fixture: Fixture) {
    let (ann, bob) = (administrator("ann@example.com"), administrator("bob@example.com"));
    let (by_bob, id) = (Actor::Member { id: bob.id, name: "Bob".to_owned() }, bob.id);
    let key = keys::ApiKey { expires_at: Some(at(9)), ..api_key(1, Role::Editor, Actor::System) };
    let revoked = api_key(2, Role::Editor, Actor::System);
    let may = |role: Role| role.may_grant(Role::Administrator);
    let stands = fixture
        .write(move |tx| {
            members::add(tx, &ann)?;
            members::add(tx, &bob)?;
            keys::add(tx, &key)?;
            keys::add(tx, &revoked)?;
            keys::revoke(tx, revoked.id, at(1), &Actor::System)?;
            let mut stands = vec![
                granting::confirm(tx, &Actor::System, at(1), |_| false)?,
                granting::confirm(tx, &by_key(&key), at(8), |_| true)?,
                granting::confirm(tx, &by_key(&key), at(8), may)?,
                granting::confirm(tx, &by_key(&key), at(9), |_| true)?,
                granting::confirm(tx, &by_key(&revoked), at(8), |_| true)?,
                granting::confirm(tx, &by_bob, at(1), may)?,
            ];
            member_changes::set_role(tx, id, Role::Analyst, at(2), &Actor::System)?;
            stands.push(granting::confirm(tx, &by_bob, at(2), may)?);
            member_changes::remove(tx, id, at(3), &Actor::System)?;
            stands.push(granting::confirm(tx, &by_bob, at(3), |_| true)?);
            Ok::<_, StorageError>(stands)
        })
        .await;
    let due = [true, true, false, false, false, true, false, false];
    assert_eq!(stands.iter().map(|grant| *grant == Grant::Stands).collect::<Vec<_>>(), due);
}

pub(crate) async fn a_key_and_another_role_leave_no_key(fixture: Fixture) {
    let (ann, bob) = (administrator("ann@example.com"), administrator("bob@example.com"));
    let (by_bob, id) = (Actor::Member { id: bob.id, name: "Bob".to_owned() }, bob.id);
    fixture
        .write(move |tx| {
            members::add(tx, &ann)?;
            members::add(tx, &bob).map(drop)
        })
        .await;
    at_once(&fixture, 20, move |n, tx| {
        if n == 10 {
            return member_changes::set_role(tx, id, Role::Analyst, at(9), &Actor::System)
                .map(drop);
        }
        match granting::confirm(tx, &by_bob, at(9), |role| role.may_grant(Role::Editor))? {
            Grant::Stands => {
                let n = u8::try_from(n).unwrap();
                keys::add(tx, &api_key(n, Role::Editor, by_bob.clone()))
            }
            Grant::Overtaken => Ok(()),
        }
    })
    .await;
    let made = fixture.read(|tx| keys::page(tx, None, 99)).await.rows;
    assert!(made.iter().all(|key| key.revoked_at.is_some()), "{made:?}");
}
