//! Members, sessions, keys and the setup code.

use pointsman_domain::ids::{CountingIds, KeyId, MemberId, RandomIds, SessionId};
use pointsman_domain::people::{Role, WorkflowsSection};
use pointsman_storage::people::ended::Ended;
use pointsman_storage::people::keys::{self, ApiKey};
use pointsman_storage::people::member_changes::{self, ChangeMember};
use pointsman_storage::people::members::{self, AddMember, Member};
use pointsman_storage::people::sessions::{self, Begin, Session, SessionOfMember};
use pointsman_storage::people::setup::{self, UseCode};
use pointsman_storage::people::{invitations, networks, password_links, workflows_hidden};
use pointsman_storage::{Actor, StorageError, Transaction};

use super::links::{invitation, password_link};
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

pub(super) fn session_of(member: &Member, n: u8, end: i64) -> Session {
    Session {
        id: SessionId::new(&RandomIds, at(i64::from(n))),
        token_hash: [n; 32],
        member: member.id,
        created_at: at(i64::from(n)),
        expires_at: at(end),
        last_seen_at: at(1),
        ip_address: Some("203.0.113.7".to_owned()),
        user_agent: None,
    }
}

pub(crate) async fn sessions_begin_and_end(fixture: Fixture) {
    let ann = member("ann@example.com");
    let (one, two, added) = (session_of(&ann, 1, 100), session_of(&ann, 2, 10), ann.clone());
    let expected = one.clone();
    let begun = fixture
        .write(move |tx| {
            members::add(tx, &added)?;
            Ok([
                sessions::begin(tx, &two, &added.password_hash, 9)?,
                sessions::begin(tx, &one, &added.password_hash, 9)?,
                sessions::begin(tx, &session_of(&added, 3, 100), "another password", 9)?,
                sessions::begin(tx, &session_of(&member("b@example.com"), 4, 9), "", 9)?,
            ])
        })
        .await;
    assert_eq!(begun, [Begin::Begun, Begin::Begun, Begin::Overtaken, Begin::Overtaken]);
    let found = fixture.read(|tx| sessions::get(tx, &[1; 32])).await.unwrap();
    assert_eq!(found.session, expected);
    assert_eq!(found.member, Member { signed_in_at: Some(at(1)), ..ann });
    fixture.write(|tx| sessions::touch(tx, &[1; 32], at(5), at(200))).await;
    let found = fixture.read(|tx| sessions::get(tx, &[1; 32])).await.unwrap().session;
    assert_eq!(found, Session { last_seen_at: at(5), expires_at: at(200), ..expected });
    assert_eq!(fixture.write(|tx| sessions::purge(tx, at(50), 10)).await, 1);
    assert_eq!(fixture.read(|tx| sessions::get(tx, &[2; 32])).await, None);
    fixture.write(|tx| sessions::remove(tx, &[1; 32])).await;
    assert_eq!(fixture.read(|tx| sessions::get(tx, &[1; 32])).await, None);
}

pub(crate) async fn a_member_lists_and_ends_sessions(fixture: Fixture) {
    let (ann, bob) = (member("ann@example.com"), member("bob@example.com"));
    let (first, second) = (ann.clone(), bob.clone());
    fixture
        .write(move |tx| {
            members::add(tx, &first)?;
            members::add(tx, &second)?;
            sessions::begin(tx, &session_of(&second, 90, 100), &second.password_hash, 3)?;
            for n in 1..=5 {
                sessions::begin(tx, &session_of(&first, n, 100), &first.password_hash, 3)?;
            }
            Ok::<_, StorageError>(())
        })
        .await;
    let id = ann.id;
    let tokens = move |tx: &mut Transaction<'_>| -> Result<Vec<u8>, StorageError> {
        Ok(sessions::of_member(tx, id, at(99))?.iter().map(|s| s.token_hash[0]).collect())
    };
    assert_eq!(fixture.read(tokens).await, [5, 4, 3], "the oldest gave way");
    let ended = fixture.read(move |tx| sessions::of_member(tx, id, at(100))).await;
    assert_eq!(ended, [], "over is over");
    let four = fixture.read(|tx| sessions::get(tx, &[4; 32])).await.unwrap().session.id;
    let other = bob.id;
    assert!(!fixture.write(move |tx| sessions::remove_one(tx, other, four)).await, "not Bob's");
    assert!(fixture.write(move |tx| sessions::remove_one(tx, id, four)).await);
    assert_eq!(fixture.write(move |tx| sessions::remove_of(tx, id, Some(&[5; 32]))).await, 1);
    assert_eq!(fixture.read(tokens).await, [5]);
    assert_eq!(fixture.write(move |tx| sessions::remove_of(tx, id, None)).await, 1);
    assert!(fixture.read(|tx| sessions::get(tx, &[90; 32])).await.is_some(), "Bob stays");
}

pub(crate) async fn known_networks_are_the_last_ones(fixture: Fixture) {
    let ann = member("ann@example.com");
    let (id, added) = (ann.id, ann.clone());
    fixture
        .write(move |tx| {
            members::add(tx, &added)?;
            for (n, network) in [(1, "a"), (2, "b"), (3, "c"), (4, "a")] {
                networks::note(tx, id, network, at(n), 2)?;
            }
            Ok::<_, StorageError>(())
        })
        .await;
    for (network, since, known) in
        [("a", 4, true), ("a", 5, false), ("c", 3, true), ("b", 0, false), ("d", 0, false)]
    {
        let found = fixture.read(move |tx| networks::is_known(tx, id, network, at(since))).await;
        assert_eq!(found, known, "{network} since {since}");
    }
}

pub(crate) async fn a_removed_member_leaves_only_the_name(fixture: Fixture) {
    let (ann, bob) = (administrator("ann@example.com"), administrator("bob@example.com"));
    let (first, second) = (ann.clone(), bob.clone());
    let removed = fixture
        .write(move |tx| {
            members::add(tx, &first)?;
            members::add(tx, &second)?;
            sessions::begin(tx, &session_of(&second, 1, 100), &second.password_hash, 3)?;
            networks::note(tx, second.id, "a", at(1), 2)?;
            let by_bob = Actor::Member { id: second.id, name: "Bob".to_owned() };
            invitations::add(tx, &invitation("eve@example.com", 1, by_bob.clone()))?;
            password_links::put(tx, &password_link(first.id, 1, by_bob.clone()))?;
            password_links::put(tx, &password_link(second.id, 2, Actor::System))?;
            member_changes::remove(tx, second.id, at(9), &Actor::System)
        })
        .await;
    let before = Member { signed_in_at: Some(at(1)), ..bob.clone() };
    let ChangeMember::Done { before: found, ended } = removed else { panic!("{removed:?}") };
    assert_eq!(*found, before);
    let Ended { keys, links } = *ended;
    assert_eq!((keys, links.invitations.len()), (vec![], 1));
    assert_eq!(links.passwords_of.iter().map(|of| of.id).collect::<Vec<_>>(), [ann.id]);
    assert_eq!(fixture.read(|tx| sessions::get(tx, &[1; 32])).await, None);
    let open = fixture.read(|tx| invitations::page(tx, None, 9)).await.rows;
    assert_eq!(open, [], "no door stays open behind");
    for secret in [[1; 32], [2; 32]] {
        assert_eq!(fixture.read(move |tx| password_links::by_secret(tx, &secret)).await, None);
    }
    let again = member("bob@example.com");
    let id = bob.id;
    let outcomes = fixture
        .write(move |tx| {
            Ok((member_changes::remove(tx, id, at(9), &Actor::System)?, members::add(tx, &again)?))
        })
        .await;
    assert_eq!(outcomes, (ChangeMember::NotFound, AddMember::Added), "the address is free again");
    assert_eq!(fixture.read(|tx| members::administrators(tx, 3)).await, ["Ann"]);
}

pub(crate) async fn the_last_administrator_stays(fixture: Fixture) {
    let (ann, bob) = (administrator("ann@example.com"), member("bob@example.com"));
    let (a, b) = (ann.id, bob.id);
    let outcomes = fixture
        .write(move |tx| {
            members::add(tx, &ann)?;
            members::add(tx, &bob)?;
            let refused = [
                member_changes::remove(tx, a, at(9), &Actor::System)?,
                member_changes::set_role(tx, a, Role::Editor, at(9), &Actor::System)?,
            ];
            member_changes::set_role(tx, a, Role::Administrator, at(9), &Actor::System)?;
            member_changes::set_role(tx, b, Role::Administrator, at(9), &Actor::System)?;
            member_changes::set_role(tx, a, Role::Editor, at(9), &Actor::System)?;
            Ok::<_, StorageError>((refused, member_changes::remove(tx, b, at(9), &Actor::System)?))
        })
        .await;
    let last = ChangeMember::LastAdministrator;
    assert_eq!(outcomes, ([last.clone(), last.clone()], last));
    assert_eq!(fixture.read(move |tx| members::get(tx, a)).await.unwrap().role, Role::Editor);
}

pub(crate) async fn one_of_many_administrators_stays_under_load(fixture: Fixture) {
    let all: Vec<Member> = (0..8).map(|n| administrator(&format!("{n}@example.com"))).collect();
    let ids: Vec<MemberId> = all.iter().map(|member| member.id).collect();
    fixture
        .write(move |tx| {
            all.iter().try_for_each(|one| members::add(tx, one).map(drop))?;
            Ok::<_, StorageError>(())
        })
        .await;
    // Each is removed or demoted at the same moment.
    let outcomes = at_once(&fixture, 8, move |n, tx| match n % 2 {
        0 => member_changes::remove(tx, ids[n], at(9), &Actor::System),
        _ => member_changes::set_role(tx, ids[n], Role::Analyst, at(9), &Actor::System),
    })
    .await;
    let refused =
        outcomes.iter().filter(|outcome| **outcome == ChangeMember::LastAdministrator).count();
    assert_eq!(refused, 1, "{outcomes:?}");
    assert_eq!(fixture.read(|tx| members::administrators(tx, 9)).await.len(), 1);
}

pub(crate) async fn a_sign_in_and_a_removal_leave_no_session(fixture: Fixture) {
    let (ann, bob) = (administrator("ann@example.com"), member("bob@example.com"));
    let (first, second) = (ann.clone(), bob.clone());
    fixture
        .write(move |tx| {
            members::add(tx, &first)?;
            members::add(tx, &second).map(drop)
        })
        .await;
    let id = bob.id;
    at_once(&fixture, 20, move |n, tx| {
        if n == 10 {
            member_changes::remove(tx, id, at(9), &Actor::System).map(drop)
        } else {
            let n = u8::try_from(n).unwrap();
            sessions::begin(tx, &session_of(&bob, n, 100), &bob.password_hash, 99).map(drop)
        }
    })
    .await;
    assert_eq!(fixture.read(move |tx| sessions::of_member(tx, id, at(0))).await, []);
}

pub(super) fn administrator(email: &str) -> Member {
    Member { role: Role::Administrator, ..member(email) }
}

pub(crate) async fn workflows_are_hidden_from_roles(fixture: Fixture) {
    let bob = member("bob@example.com");
    let added = bob.clone();
    let hidden = [Role::Editor, Role::Analyst];
    fixture
        .write(move |tx| {
            members::add(tx, &added)?;
            sessions::begin(tx, &session_of(&added, 1, 100), &added.password_hash, 9)?;
            workflows_hidden::put(tx, &hidden, at(1), &ann())?;
            workflows_hidden::put(tx, &hidden[1..], at(2), &ann())
        })
        .await;
    assert_eq!(fixture.read(workflows_hidden::roles).await, [Role::Analyst]);
    let seen = |session: Option<SessionOfMember>| session.unwrap().workflows;
    let found = fixture.read(|tx| sessions::get(tx, &[1; 32])).await;
    assert_eq!(seen(found), WorkflowsSection::Hidden);
    let id = bob.id;
    let found = fixture
        .write(move |tx| {
            members::add(tx, &administrator("ann@example.com"))?;
            member_changes::set_role(tx, id, Role::Editor, at(9), &Actor::System)?;
            sessions::get(tx, &[1; 32])
        })
        .await;
    assert_eq!(seen(found), WorkflowsSection::Shown);
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
        expires_at: (n == 3).then(|| at(1_000)),
        revoked_at: None,
    };
    let all: Vec<ApiKey> = (1..=5).map(key).collect();
    let added = all.clone();
    fixture.write(move |tx| added.iter().try_for_each(|key| keys::add(tx, key))).await;
    let found = fixture.read(|tx| keys::by_secret(tx, &[3; 32])).await.unwrap();
    assert_eq!(found, (all[2].clone(), WorkflowsSection::Shown));
    let found = found.0;
    let id = found.id;
    fixture.write(move |tx| keys::touch(tx, id, at(9))).await;
    let revoked = fixture.write(move |tx| keys::revoke(tx, id, at(10), &ann())).await.unwrap();
    assert_eq!((revoked.key.last_used_at, revoked.key.revoked_at), (Some(at(9)), Some(at(10))));
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
