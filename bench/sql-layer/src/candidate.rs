//! The two candidates under one face, so that every round measures both with the same code.

use crate::candidate_seam::Seam;
use crate::candidate_sqlx::Sqlx;
use crate::scenario::Decision;
use anyhow::Result;

#[derive(Clone)]
pub enum Candidate {
    A(Sqlx),
    B(Seam),
}

impl Candidate {
    pub fn name(&self) -> &'static str {
        match self {
            Candidate::A(_) => "A",
            Candidate::B(_) => "B",
        }
    }

    pub async fn seed(&self, count: usize) -> Result<Vec<Decision>> {
        let decisions: Vec<Decision> = (0..count).map(|_| Decision::next()).collect();
        for part in decisions.chunks(1_000) {
            match self {
                Candidate::A(sqlx) => sqlx.seed(part).await?,
                Candidate::B(seam) => seam.seed(part).await?,
            }
        }
        Ok(decisions)
    }

    pub async fn analyze(&self) -> Result<()> {
        match self {
            Candidate::A(sqlx) => sqlx.analyze().await,
            Candidate::B(seam) => Ok(seam.analyze().await?),
        }
    }

    pub async fn decide(&self, decisions: Vec<Decision>) -> Result<()> {
        match self {
            Candidate::A(sqlx) => sqlx.decide(decisions).await,
            Candidate::B(seam) => Ok(seam.decide(decisions).await?),
        }
    }

    pub async fn decide_group(&self, decisions: Vec<Decision>) -> Result<()> {
        match self {
            Candidate::A(sqlx) => sqlx.decide_group(decisions).await,
            Candidate::B(seam) => Ok(seam.decide_group(decisions).await?),
        }
    }

    pub async fn point_read(&self, id: String) -> Result<usize> {
        match self {
            Candidate::A(sqlx) => sqlx.point_read(id).await,
            Candidate::B(seam) => Ok(seam.point_read(id).await?),
        }
    }
}
