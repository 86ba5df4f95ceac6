//! Candidate A: sqlx with `Any`, tuned as well as it can be: one writer connection on SQLite with BEGIN
//! IMMEDIATE, no ping before each acquire, statements cached by the driver.

use crate::groups::{Group, new_inquiries};
use crate::scenario::*;
use anyhow::{Result, ensure};
use sqlx::any::AnyPoolOptions;
use sqlx::{Any, AnyPool, Executor, Row, Transaction};

#[derive(Clone)]
pub struct Sqlx {
    pub writers: AnyPool,
    pub readers: AnyPool,
    pub texts: Texts,
    pub begin: &'static str,
}

impl Sqlx {
    pub async fn open(dialect: Dialect, url: &str, writers: u32) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let writers = pool(dialect, writers).connect(url).await?;
        let (readers, begin) = match dialect {
            Dialect::Sqlite => (pool(dialect, 4).connect(url).await?, "BEGIN IMMEDIATE"),
            Dialect::Postgres => (writers.clone(), "BEGIN"),
        };
        Ok(Self { writers, readers, texts: Texts::of(dialect), begin })
    }

    pub async fn prepare(&self, dialect: Dialect) -> Result<()> {
        for text in schema(dialect) {
            self.writers.execute(&*text.leak()).await?;
        }
        Ok(())
    }

    pub async fn seed(&self, decisions: &[Decision]) -> Result<()> {
        sqlx::query(self.texts.insert_inquiries)
            .bind(new_inquiries(decisions))
            .execute(&self.writers)
            .await?;
        Ok(())
    }

    pub async fn analyze(&self) -> Result<()> {
        self.writers.execute("ANALYZE").await?;
        Ok(())
    }

    /// One transaction, a statement per row and table.
    pub async fn decide(&self, decisions: Vec<Decision>) -> Result<()> {
        let mut t = self.writers.begin_with(self.begin).await?;
        for decision in decisions {
            decide(&mut t, self.texts, decision).await?;
        }
        Ok(t.commit().await?)
    }

    /// One transaction, a statement per table.
    pub async fn decide_group(&self, decisions: Vec<Decision>) -> Result<()> {
        let group = Group::of(&decisions);
        let mut t = self.writers.begin_with(self.begin).await?;
        let found =
            sqlx::query(self.texts.lock_inquiries).bind(group.ids).fetch_all(&mut *t).await?;
        ensure!(found.len() == decisions.len());
        for row in &found {
            ensure!(row.try_get::<&str, _>(1)? == "created");
        }
        confirm_revisions(&mut t).await?;
        sqlx::query(self.texts.insert_completions).bind(group.completions).execute(&mut *t).await?;
        sqlx::query(self.texts.insert_runs).bind(group.runs).execute(&mut *t).await?;
        sqlx::query(self.texts.insert_events).bind(group.events).execute(&mut *t).await?;
        let updated =
            sqlx::query(self.texts.update_inquiries).bind(group.updates).execute(&mut *t).await?;
        ensure!(updated.rows_affected() == decisions.len() as u64);
        Ok(t.commit().await?)
    }

    pub async fn point_read(&self, id: String) -> Result<usize> {
        let row = sqlx::query(READ_INQUIRY).bind(id).fetch_one(&self.readers).await?;
        Ok(row.try_get::<String, _>(0)?.len()
            + row.try_get::<String, _>(1)?.len()
            + row.try_get::<i64, _>(2)? as usize)
    }
}

async fn decide(t: &mut Transaction<'_, Any>, texts: Texts, it: Decision) -> Result<()> {
    let (run_id, event_id) = (it.run_id(), it.event_id());
    let found = sqlx::query(texts.lock_inquiry).bind(&it.inquiry_id).fetch_one(&mut **t).await?;
    ensure!(found.try_get::<&str, _>(0)? == "created");
    confirm_revisions(t).await?;
    sqlx::query(INSERT_COMPLETION)
        .bind(&it.inquiry_id)
        .bind(DECIDED_AT)
        .bind(1_i64)
        .bind(it.attributes)
        .execute(&mut **t)
        .await?;
    sqlx::query(INSERT_RUN)
        .bind(run_id)
        .bind(&it.inquiry_id)
        .bind("wfl_1")
        .bind(3_i64)
        .bind("rt_01")
        .bind(1_i64)
        .bind(it.digest)
        .execute(&mut **t)
        .await?;
    sqlx::query(INSERT_EVENT)
        .bind(event_id)
        .bind("inquiry.approved")
        .bind(&it.inquiry_id)
        .bind(DECIDED_AT)
        .bind(it.payload)
        .execute(&mut **t)
        .await?;
    let updated = sqlx::query(UPDATE_INQUIRY)
        .bind(&it.inquiry_id)
        .bind("approved")
        .bind("approved")
        .bind(DECIDED_AT)
        .execute(&mut **t)
        .await?;
    ensure!(updated.rows_affected() == 1);
    Ok(())
}

async fn confirm_revisions(t: &mut Transaction<'_, Any>) -> Result<()> {
    let running = sqlx::query(READ_RUNNING_SET).bind(1_i64).fetch_one(&mut **t).await?;
    ensure!(running.try_get::<i64, _>(0)? == 7);
    let lists = sqlx::query(READ_LISTS_REVISION).bind(1_i64).fetch_one(&mut **t).await?;
    ensure!(lists.try_get::<i64, _>(0)? == 42);
    Ok(())
}

pub fn pool(dialect: Dialect, connections: u32) -> AnyPoolOptions {
    let options = AnyPoolOptions::new().max_connections(connections).min_connections(connections);
    let options =
        options.test_before_acquire(false).acquire_timeout(std::time::Duration::from_secs(60));
    options.after_connect(move |connection, _| {
        Box::pin(async move {
            if dialect == Dialect::Sqlite {
                connection.execute(SQLITE_PRAGMAS).await?;
            }
            Ok(())
        })
    })
}
