//! Members, sessions, keys and the setup code.

use pointsman_domain::ids::{CountingIds, KeyId};
use pointsman_domain::people::Role;
use pointsman_storage::people::keys::{self, ApiKey};
use pointsman_storage::people::members::{self, AddMember};
use pointsman_storage::people::sessions::{self, Session};
use pointsman_storage::people::setup::{self, UseCode};

use crate::databases::Fixture;
use crate::fixtures::{ann, at, at_once, member};

pub(crate) async fn members_have_one_address_each(fixture: Fixture) {
    let first = member("Ann@Example.com");
    let (id, kept) = (first.id, first.clone());
    assert_eq!(fixture.write(move |tx| members::add(tx, &first)).await, AddMember::Added);
    let same = member(" ann@example.COM ");
    let outcome = fixture.write(move |tx| members::add(tx, &same)).await;
    assert_eq!(outcome, AddMember::EmailTaken { by: id });
    assert_eq!(fixture.read(move |tx| members::get(tx, id)).await, Some(kept.clone()));
    let found = fixture.read(|tx| members::by_email(tx, "ANN@example.com")).await;
    assert_eq!(found, Some(kept));
    for n in 0..4 {
        let more = member(&format!("{n}@example.com"));
        fixture.write(move |tx| members::add(tx, &more)).await;
    }
    let first = fixture.read(|tx| members::page(tx, None, 3)).await;
    let next = first.next;
    let rest = fixture.read(move |tx| members::page(tx, next, 3)).await;
    assert_eq!((first.rows.len(), rest.rows.len(), rest.next), (3, 2, None));
    assert!(first.rows.iter().chain(&rest.rows).map(|m| m.id).is_sorted_by(|a, b| a < b));
}

pub(crate) async fn sessions_begin_and_end(fixture: Fixture) {
    let ann = member("ann@example.com");
    let session = |n: u8, end: i64| Session {
        token_hash: [n; 32],
        member: ann.id,
        created_at: at(1),
        expires_at: at(end),
        last_seen_at: at(1),
        ip_address: Some("203.0.113.7".to_owned()),
        user_agent: None,
    };
    let (one, two, added) = (session(1, 100), session(2, 10), ann.clone());
    let expected = one.clone();
    fixture
        .write(move |tx| {
            members::add(tx, &added)?;
            sessions::add(tx, &one)?;
            sessions::add(tx, &two)
        })
        .await;
    let found = fixture.read(|tx| sessions::get(tx, &[1; 32])).await;
    assert_eq!(found, Some((expected.clone(), ann.clone())));
    fixture.write(|tx| sessions::touch(tx, &[1; 32], at(5), at(200))).await;
    let found = fixture.read(|tx| sessions::get(tx, &[1; 32])).await.unwrap().0;
    assert_eq!(found, Session { last_seen_at: at(5), expires_at: at(200), ..expected });
    assert_eq!(fixture.write(|tx| sessions::purge(tx, at(50), 10)).await, 1);
    assert_eq!(fixture.read(|tx| sessions::get(tx, &[2; 32])).await, None);
    fixture.write(|tx| sessions::remove(tx, &[1; 32])).await;
    assert_eq!(fixture.read(|tx| sessions::get(tx, &[1; 32])).await, None);
}

pub(crate) async fn keys_are_found_by_their_secret_and_revoked_once(fixture: Fixture) {
    let ids = CountingIds::starting_at(1);
    let key = |n: u8| ApiKey {
        id: KeyId::new(&ids, at(0)),
        name: format!("Key {n}"),
        role: Role::Integrator,
        secret_hash: [n; 32],
        prefix: format!("pmk_{n}"),
        created_at: at(1),
        created_by: ann(),
        last_used_at: None,
        revoked_at: None,
    };
    let all: Vec<ApiKey> = (1..=5).map(key).collect();
    let added = all.clone();
    fixture.write(move |tx| added.iter().try_for_each(|key| keys::add(tx, key))).await;
    let found = fixture.read(|tx| keys::by_secret(tx, &[3; 32])).await.unwrap();
    assert_eq!(found, all[2]);
    let id = found.id;
    fixture.write(move |tx| keys::touch(tx, id, at(9))).await;
    let revoked = fixture.write(move |tx| keys::revoke(tx, id, at(10), &ann())).await.unwrap();
    assert_eq!((revoked.last_used_at, revoked.revoked_at), (Some(at(9)), Some(at(10))));
    let again = fixture.write(move |tx| keys::revoke(tx, id, at(11), &ann())).await.unwrap();
    assert_eq!(again, revoked);
    let first = fixture.read(|tx| keys::page(tx, None, 2)).await;
    let next = first.next;
    let rest = fixture.read(move |tx| keys::page(tx, next, 9)).await;
    let shown: Vec<KeyId> = first.rows.iter().chain(&rest.rows).map(|key| key.id).collect();
    assert_eq!(shown, all.iter().rev().map(|key| key.id).collect::<Vec<_>>());
}

pub(crate) async fn the_setup_code_works_once(fixture: Fixture) {
    fixture.write(|tx| setup::put_code(tx, &[1; 32], at(1))).await;
    fixture.write(|tx| setup::put_code(tx, &[2; 32], at(2))).await;
    let (ann, bob) = (member("ann@example.com"), member("bob@example.com"));
    assert!(fixture.read(setup::is_wanted).await);
    let outcomes = fixture
        .write(move |tx| {
            Ok([
                setup::use_code(tx, &[1; 32], &ann)?,
                setup::use_code(tx, &[2; 32], &ann)?,
                setup::use_code(tx, &[2; 32], &bob)?,
            ])
        })
        .await;
    assert_eq!(outcomes, [UseCode::WrongCode, UseCode::Done, UseCode::AlreadySetUp]);
    assert!(!fixture.read(setup::is_wanted).await);
}

pub(crate) async fn the_setup_code_makes_one_administrator_under_load(fixture: Fixture) {
    fixture.write(|tx| setup::put_code(tx, &[1; 32], at(1))).await;
    let outcomes = at_once(&fixture, 20, |n, tx| {
        setup::use_code(tx, &[1; 32], &member(&format!("{n}@example.com")))
    })
    .await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == UseCode::Done).count(), 1);
    assert_eq!(fixture.read(members::count).await, 1);
}
