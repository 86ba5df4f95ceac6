//! The contract: every scenario on every database.
//!
//! On SQLite each scenario is a test; on PostgreSQL one test starts one server and runs them all, each in a
//! database of its own, names those that failed, and explains every statement that was run.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::cluster::Cluster;
use crate::databases::{Scenario, on_postgres, on_sqlite_in_a_file, on_sqlite_in_memory};
use crate::{plans, scenarios};

macro_rules! contract {
    ($($module:ident :: $name:ident),* $(,)?) => {
        pub(crate) const SCENARIOS: &[(&str, Scenario)] =
            &[$((stringify!($name), |fixture| Box::pin(scenarios::$module::$name(fixture)))),*];

        mod sqlite_in_memory {
            $(#[test]
            fn $name() {
                super::on_sqlite_in_memory(|fixture| Box::pin(crate::scenarios::$module::$name(fixture)));
            })*
        }

        mod sqlite_in_a_file {
            $(#[test]
            fn $name() {
                super::on_sqlite_in_a_file(|fixture| Box::pin(crate::scenarios::$module::$name(fixture)));
            })*
        }
    };
}

contract! {
    seam::an_error_rolls_back,
    seam::a_panic_rolls_back_and_the_next_work_is_done,
    seam::a_failed_statement_cannot_be_overlooked,
    seam::a_row_that_cannot_be_written_later_undoes_everything,
    seam::nul_is_refused,
    seam::reading_changes_nothing,
    seam::who_opens_to_read_cannot_write,
    seam::a_full_queue_is_busy,
    seam::closing_finishes_what_was_accepted,
    seam::work_outlives_its_caller,
    seam::reading_for_who_has_gone_away_is_left_out,
    seam::short_reading_does_not_wait_for_long_reading,
    seam::short_reading_is_one_statement_that_changes_nothing,
    seam::neighbours_in_a_commit_are_independent,
    seam::a_probe_finds_the_database_well_until_it_closes,
    granting::a_right_is_looked_at_when_something_is_handed_on,
    granting::a_key_and_another_role_leave_no_key,
    groups::one_bad_member_of_a_group_fails_alone,
    groups::who_shares_a_commit_sees_what_the_others_have_changed,
    groups::who_shares_a_commit_sees_what_it_has_written_itself,
    order_numbers::they_rise_with_inquiries_and_starts,
    order_numbers::they_are_unique_under_load,
    people::members_have_one_address_each,
    people::sessions_begin_and_end,
    people::a_member_lists_and_ends_sessions,
    people::known_networks_are_the_last_ones,
    people::a_removed_member_leaves_only_the_name,
    people::the_last_administrator_stays,
    people::one_of_many_administrators_stays_under_load,
    people::a_sign_in_and_a_removal_leave_no_session,
    links::an_invitation_lets_one_person_in,
    links::an_invitation_lets_one_person_in_under_load,
    links::a_password_link_works_once,
    links::a_link_and_a_removal_leave_no_link,
    links::a_revoked_key_leaves_no_link,
    links::who_may_less_keeps_no_key_above_it,
    people::workflows_are_hidden_from_roles,
    people::keys_are_found_by_their_secret_and_revoked_once,
    people::the_setup_code_works_once,
    people::the_setup_code_makes_one_administrator_under_load,
    idempotency::a_request_is_answered_once,
    idempotency::an_abandoned_or_expired_request_starts_over,
    idempotency::what_was_made_is_not_made_again,
    idempotency::a_request_from_before_the_clock_went_back_is_taken_over,
    idempotency::requests_of_a_process_that_is_gone_start_over,
    idempotency::one_of_many_equal_requests_goes,
    idempotency::of_requests_that_begin_in_groups_each_goes_once,
    idempotency::an_answer_is_erased_with_its_subject,
    idempotency::an_answer_that_comes_after_the_erasure_is_not_kept,
    idempotency::left_over_answers_are_erased_later,
    idempotency::an_answer_and_an_erasure_at_once_leave_nothing,
    erasing::what_is_erased_is_gone_and_the_rest_stays,
    erasing::erasures_wait_for_compaction,
    erasing::compaction_keeps_everything,
    workflows::findings_are_marked_once_and_up_to_a_limit,
    workflows::a_draft_is_guarded_by_its_tag,
    workflows::one_of_many_saves_wins,
    workflows::publishing_numbers_and_freezes,
    workflows::one_of_many_publications_wins,
    workflows::the_line_moves_with_a_pause_and_not_with_a_swap,
    workflows::archiving_hides_what_does_not_run,
    workflows::the_order_names_every_workflow,
    workflows::lists_are_used_by_drafts_latest_and_active_versions,
    workflows::pages_follow_the_order,
    inquiries::everything_comes_back,
    inquiries::a_reference_belongs_to_one,
    inquiries::one_of_many_with_a_reference_is_made,
    inquiries::open_ones_behind_the_line_are_counted,
    past::what_is_imported_comes_back,
    past::a_reference_that_is_taken_is_skipped,
    past::lists_are_unknown_or_none,
    past::one_of_many_imports_of_a_reference_keeps_it,
    deciding::a_decision_comes_back_whole,
    deciding::a_second_run_is_refused,
    deciding::a_hundred_at_once_leave_one_run,
    deciding::runs_are_listed_and_counted,
    deciding::revisions_are_held_first,
    listing::every_filter_agrees_with_the_naive_one,
    listing::pages_are_complete_while_inquiries_arrive,
    listing::search_finds_exact_keys_and_beginnings,
    listing::tags_are_found_while_inquiries_have_them,
    listing::the_review_queue_is_counted,
    lists::a_list_has_one_key,
    lists::items_live_from_revision_to_revision,
    lists::items_are_paged_and_searched,
    lists::one_of_many_equal_items_is_added,
    lists::a_list_of_texts_keeps_its_field,
    lists::a_name_is_kept_as_it_was_written,
    list_life::any_past_revision_can_be_asked,
    list_life::removed_items_are_found_and_erased,
    list_life::a_value_is_erased_from_the_whole_past,
    list_life::an_archived_list_lets_go_of_an_item_that_is_erased,
    list_life::bad_lines_let_go_of_what_is_erased,
    list_life::matches_are_found_and_counted,
    imports::an_import_is_visible_at_one_revision,
    imports::an_import_that_ended_leaves_nothing,
    imports::a_stopped_import_is_kept_hidden_and_goes_on,
    imports::a_stopped_import_of_an_archived_list_can_only_be_discarded,
    imports::an_item_added_meanwhile_is_visible_at_once,
    imports::an_item_removed_meanwhile_comes_with_the_import,
    imports::a_list_has_one_open_import,
    imports::bad_lines_are_kept_up_to_the_limit,
    activity::runs_are_counted_by_pieces_of_days,
    activity::decided_inquiries_are_counted_as_they_stand_now,
    activity::drafts_are_named_while_they_are_open,
    activity::imports_that_broke_off_wait_until_they_are_discarded,
    events::they_come_in_order,
    events::those_of_hidden_workflows_are_left_out,
    events::a_follower_misses_none,
    followers::what_was_not_noted_is_handed_on_again,
    followers::a_lease_from_before_the_clock_went_back_is_free,
    followers::one_of_many_has_the_lease,
    workflow_tests::tests_are_kept_with_their_workflow,
    invariants::a_change_of_an_invariant_is_a_version,
    invariants::invariants_are_shown_in_pages,
    invariants::lists_that_invariants_name_are_in_use,
    invariants::nobody_archives_a_list_while_an_invariant_begins_to_name_it,
    history::completed_inquiries_are_read_as_they_were_decided,
    history::of_the_erased_nothing_is_left_for_lists,
    history::the_end_of_the_log_is_known,
    example::an_example_is_claimed_once_and_only_where_nothing_is,
    example::changes_of_an_example_are_seen,
    example::an_unfinished_import_is_a_change_of_an_example,
    example::removing_an_example_leaves_everything_else,
    example::workflows_and_lists_go_with_all_they_hold,
    audit::entries_come_back,
    audit::filters_agree_with_the_naive_ones,
    audit::fifty_at_once_leave_no_gap,
    audit::a_change_that_fails_leaves_no_entry,
    audit::erased_values_leave_the_chain_whole,
}

#[test]
fn postgres() {
    plans::gather();
    let cluster = Cluster::start();
    let failed: Vec<&str> = SCENARIOS
        .iter()
        .filter(|(name, scenario)| {
            catch_unwind(AssertUnwindSafe(|| on_postgres(&cluster, name, *scenario))).is_err()
        })
        .map(|(name, _)| *name)
        .collect();
    assert!(failed.is_empty(), "failed on PostgreSQL: {}", failed.join(", "));
    plans::no_statement_scans_a_large_table(&cluster);
}
