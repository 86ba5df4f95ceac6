//! Candidate B: rusqlite and postgres behind the seam. The bodies below run on both databases.

use crate::groups::{Group, new_inquiries};
use crate::scenario::*;
use crate::seam::{Failure, Result, Store, Transaction, Value};

#[derive(Clone)]
pub struct Seam {
    pub store: Store,
    pub texts: Texts,
}

impl Seam {
    pub async fn prepare(&self, dialect: Dialect) -> Result<()> {
        let statements: Vec<&'static str> =
            schema(dialect).into_iter().map(|text| &*text.leak()).collect();
        self.store
            .transaction(move |t| {
                statements.iter().try_for_each(|sql| t.execute(sql, &[]).map(drop))
            })
            .await
    }

    pub async fn seed(&self, decisions: &[Decision]) -> Result<()> {
        let (texts, rows) = (self.texts, text(new_inquiries(decisions)));
        self.store
            .transaction(move |t| {
                t.execute(texts.insert_inquiries, std::slice::from_ref(&rows)).map(drop)
            })
            .await
    }

    pub async fn analyze(&self) -> Result<()> {
        self.store.transaction(|t| t.execute("ANALYZE", &[]).map(drop)).await
    }

    /// One transaction, a statement per row and table.
    pub async fn decide(&self, decisions: Vec<Decision>) -> Result<()> {
        let texts = self.texts;
        self.store
            .transaction(move |t| decisions.iter().try_for_each(|it| decide(t, texts, it)))
            .await
    }

    /// One transaction, a statement per table.
    pub async fn decide_group(&self, decisions: Vec<Decision>) -> Result<()> {
        let texts = self.texts;
        self.store.transaction(move |t| decide_group(t, texts, &decisions)).await
    }

    pub async fn point_read(&self, id: String) -> Result<usize> {
        self.store
            .read(move |t| {
                let rows = t.query(READ_INQUIRY, &[Value::Text(id)])?;
                Ok(rows[0].text(0)?.len() + rows[0].text(1)?.len() + rows[0].int(2)? as usize)
            })
            .await
    }
}

fn decide(t: &mut dyn Transaction, texts: Texts, it: &Decision) -> Result<()> {
    let id = text(it.inquiry_id.as_str());
    let found = t.query(texts.lock_inquiry, std::slice::from_ref(&id))?;
    expect(found[0].text(0)? == "created")?;
    confirm_revisions(t)?;
    let completion =
        [id.clone(), Value::Int(DECIDED_AT), Value::Int(1), text(it.attributes.as_str())];
    t.execute(INSERT_COMPLETION, &completion)?;
    let digest = Value::Blob(it.digest.clone());
    let run = [
        text(it.run_id()),
        id.clone(),
        text("wfl_1"),
        Value::Int(3),
        text("rt_01"),
        Value::Int(1),
        digest,
    ];
    t.execute(INSERT_RUN, &run)?;
    let event = [
        text(it.event_id()),
        text("inquiry.approved"),
        id.clone(),
        Value::Int(DECIDED_AT),
        text(it.payload.as_str()),
    ];
    t.execute(INSERT_EVENT, &event)?;
    let update = [id, text("approved"), text("approved"), Value::Int(DECIDED_AT)];
    expect(t.execute(UPDATE_INQUIRY, &update)? == 1)
}

fn decide_group(t: &mut dyn Transaction, texts: Texts, decisions: &[Decision]) -> Result<()> {
    let group = Group::of(decisions);
    let found = t.query(texts.lock_inquiries, &[text(group.ids)])?;
    expect(found.len() == decisions.len())?;
    for row in &found {
        expect(row.text(1)? == "created")?;
    }
    confirm_revisions(t)?;
    t.execute(texts.insert_completions, &[text(group.completions)])?;
    t.execute(texts.insert_runs, &[text(group.runs)])?;
    t.execute(texts.insert_events, &[text(group.events)])?;
    expect(t.execute(texts.update_inquiries, &[text(group.updates)])? == decisions.len() as u64)
}

fn confirm_revisions(t: &mut dyn Transaction) -> Result<()> {
    expect(t.query(READ_RUNNING_SET, &[Value::Int(1)])?[0].int(0)? == 7)?;
    expect(t.query(READ_LISTS_REVISION, &[Value::Int(1)])?[0].int(0)? == 42)
}

fn expect(holds: bool) -> Result<()> {
    if holds {
        Ok(())
    } else {
        Err(Failure::Other("the rows are not what the scenario put there".into()))
    }
}

fn text(value: impl Into<String>) -> Value {
    Value::Text(value.into())
}
