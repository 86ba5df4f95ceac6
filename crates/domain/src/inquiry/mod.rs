//! Inquiries.
