//! Who waits for history gets what is true of now, and shares the way to it.

use pointsman_domain::clock::{Clock, SystemClock};
use pointsman_domain::ids::{CountingIds, ItemId};
use pointsman_domain::list::ListKind;

use pointsman_storage::lists::{InsertList, NewItem, NewList};
use pointsman_storage::{Actor, Database, Storage, StorageOptions, lists};

mod asked;

use super::*;
use crate::app::{ServerOptions, ServerParts};
use crate::auth::SystemSecrets;

async fn app() -> App {
    let options = StorageOptions::new(Database::SqliteMemory);
    App::new(ServerParts {
        storage: Storage::open(&options, SystemClock.now()).await.unwrap(),
        clock: Arc::new(SystemClock),
        ids: Arc::new(CountingIds::default()),
        secrets: Arc::new(SystemSecrets),
        options: ServerOptions::default(),
    })
}

async fn list(app: &App) -> ListId {
    let new = NewList {
        id: ListId::new(app.ids(), app.now()),
        name: "Lands".to_owned(),
        key: "lands".parse().unwrap(),
        kind: ListKind::Country,
        description: None,
        created_at: app.now(),
        created_by: Actor::System,
    };
    let id = new.id;
    let inserted = app.storage().write(move |t| lists::insert(t, &new)).await;
    assert!(matches!(inserted, Ok(InsertList::Inserted(_))));
    id
}

async fn add(app: &App, list: ListId, value: &str) {
    let new = NewItem {
        id: ItemId::new(app.ids(), app.now()),
        value: value.to_owned(),
        written: None,
        note: None,
        added_at: app.now(),
        added_by: Actor::System,
    };
    app.storage().write(move |t| lists::add_item(t, list, &new)).await.unwrap();
}

#[tokio::test]
async fn who_has_waited_long_enough_is_given_no_list_as_it_was() {
    let app = app().await;
    let keeper = app.history();
    let wanted = BTreeSet::from([list(&app).await]);
    let known = keeper.up_to_now(&app, &wanted).await.unwrap();
    assert!(lists_now::are_known(&known, &app, &wanted));

    let busy = keeper.turn.lock().await;
    tokio::time::pause();
    keeper.up_to_now(&app, &wanted).await.unwrap();
    for list in &wanted {
        add(&app, *list, "DE").await;
    }
    let behind = keeper.up_to_now(&app, &wanted).await.unwrap_err();
    assert_eq!((behind.status().as_u16(), behind.code()), (503, "busy"));
    // Nobody needs to know them who does not ask about them.
    keeper.up_to_now(&app, &BTreeSet::new()).await.unwrap();
    tokio::time::resume();
    drop(busy);
    let known = keeper.up_to_now(&app, &wanted).await.unwrap();
    assert!(lists_now::are_known(&known, &app, &wanted));
}

#[tokio::test]
async fn those_who_wait_for_the_same_share_it() {
    let app = app().await;
    let (keeper, wanted) = (app.history(), BTreeSet::from([list(&app).await]));
    keeper.up_to_now(&app, &wanted).await.unwrap();
    let busy = keeper.turn.lock().await;
    for _ in 0..100 {
        // They ask and go away.
        assert!(keeper.up_to_now(&app, &wanted).now_or_never().is_none());
        assert!(keeper.up_to_now(&app, &BTreeSet::new()).now_or_never().is_none());
    }
    assert_eq!(keeper.queued.lock().unwrap().len(), 2);
    assert!(Arc::strong_count(keeper) < 10, "{}", Arc::strong_count(keeper));
    drop(busy);
    keeper.up_to_now(&app, &wanted).await.unwrap();
    keeper.up_to_now(&app, &BTreeSet::new()).await.unwrap();
    assert!(keeper.queued.lock().unwrap().is_empty());
}

#[tokio::test]
async fn what_is_known_of_a_later_state_of_a_list_is_worked_out_anew() {
    let app = app().await;
    let (keeper, wanted) = (app.history(), BTreeSet::from([list(&app).await]));
    let mut past = Past::clone(&*keeper.up_to_now(&app, &wanted).await.unwrap());
    for list in &wanted {
        past.inquiries.set_now(*list, 99, []);
    }
    assert!(!lists_now::are_known(&past, &app, &wanted));
    keeper.show(past);
    let known = keeper.up_to_now(&app, &wanted).await.unwrap();
    assert!(lists_now::are_known(&known, &app, &wanted));
}
