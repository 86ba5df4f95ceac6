//! Beginning a transaction and asking at the same time what those who work in it ask first.

use std::collections::HashMap;

use futures_util::future::{join, try_join_all};

use super::super::job::CommitGroup;
use super::super::shared::Ahead;
use super::super::transaction::{Failed, Failure};
use super::super::{Dialect, Row, Value};
use super::{PostgresSession, as_parameters};

impl PostgresSession {
    /// Begins for these. What they ask first is answered together with the beginning.
    pub(super) fn begin_for(
        &mut self,
        statement: &str,
        groups: Vec<CommitGroup>,
    ) -> Result<(), Failed> {
        let ahead = groups.first().map_or(&[][..], |group| group.ahead);
        let mut orders: Vec<u128> = groups.iter().map(|group| group.order).collect();
        orders.sort_unstable();
        orders.dedup();
        if ahead.is_empty() {
            self.begin(statement)?;
        } else {
            self.begin_with(statement, |session| session.begin_and_ask(statement, ahead, &orders))?;
        }
        self.shared.set_companions(groups);
        Ok(())
    }

    fn begin_and_ask(
        &mut self,
        statement: &str,
        ahead: &[Ahead],
        orders: &[u128],
    ) -> Result<(), Failed> {
        const TABLE: &str = "transaction";
        let text = Dialect::Postgres.translate(statement);
        let mut asked = Vec::with_capacity(ahead.len());
        for part in ahead {
            asked.push((self.prepare(TABLE, &(part.statement)())?, (part.parameters)(orders)));
        }
        let answered = self.wire.ask(|client| async {
            let opening = client.batch_execute(&text);
            let ask = try_join_all(asked.iter().map(|(known, parameters)| async {
                client.query(&known.statement, &as_parameters(parameters)).await
            }));
            // If it does not begin, that is why the others fail.
            let (begun, answers) = join(opening, ask).await;
            begun.and(answers)
        });
        let answers = answered.map_err(|error| self.failed(TABLE, &error))?;
        for ((part, (known, parameters)), answer) in ahead.iter().zip(&asked).zip(answers) {
            let rows = self.rows(part.table(), known, answer)?;
            self.keep_ahead(part, orders, parameters, rows)?;
        }
        Ok(())
    }

    fn keep_ahead(
        &mut self,
        part: &Ahead,
        orders: &[u128],
        parameters: &[Value],
        rows: Vec<Row>,
    ) -> Result<(), Failed> {
        let mut found: HashMap<u128, Vec<Row>> = HashMap::new();
        if !parameters.is_empty() {
            found.extend(orders.iter().map(|order| (*order, Vec::new())));
        }
        for row in rows {
            let key =
                (part.key)(&row).map_err(|error| Failed { error, failure: Failure::Other })?;
            found.entry(key).or_default().push(row);
        }
        for (key, rows) in found {
            self.shared.keep(part.question, key, rows);
        }
        Ok(())
    }
}
