//! Deliberate faults of the compiler, to prove that the tests notice.
//!
//! Without the feature `mutants` a [`Fault`] is an empty value whose answers are the constant `false`, so the
//! compiler has one code path and the hooks vanish.

macro_rules! mutants {
    ($($(#[$doc:meta])* $name:ident, $hook:ident;)*) => {
        /// A compiler with one mistake in it.
        #[cfg(feature = "mutants")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Mutant {
            $($(#[$doc])* $name,)*
        }

        #[cfg(feature = "mutants")]
        impl Mutant {
            /// All mutants.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
        }

        /// The fault that this compilation is to have: none, outside the tests.
        #[derive(Clone, Copy, Debug, Default)]
        pub(super) struct Fault {
            #[cfg(feature = "mutants")]
            mutant: Option<Mutant>,
        }

        #[cfg(feature = "mutants")]
        impl Fault {
            pub(super) const fn of(mutant: Mutant) -> Self {
                Self { mutant: Some(mutant) }
            }

            $(pub(super) const fn $hook(self) -> bool {
                matches!(self.mutant, Some(Mutant::$name))
            })*
        }

        #[cfg(not(feature = "mutants"))]
        impl Fault {
            $(pub(super) const fn $hook(self) -> bool {
                false
            })*
        }
    };
}

mutants! {
    /// `less_than` includes its constant.
    LessThanOrEqualForLessThan, less_than_includes_constant;
    /// `greater_than` includes its constant.
    GreaterThanIncludesConstant, greater_than_includes_constant;
    /// `between` leaves out its upper end.
    BetweenExcludesHigh, between_excludes_high;
    /// A condition on a missing value is false instead of unknown.
    MissingTreatedAsFalse, missing_is_false;
    /// `not` of unknown is true.
    NotOfUnknownIsTrue, not_of_unknown_is_true;
    /// `not` in front of a group negates the members but keeps all and any.
    NotKeepsTheGroup, not_keeps_the_group;
    /// `any_of` and `none_of` forget their last code.
    AnyOfIgnoresLast, sets_ignore_last_code;
    /// Codes that nobody mentions do not satisfy `none_of`.
    OtherCodesForgotten, other_codes_forgotten;
    /// `contains_all` is satisfied by one list.
    ContainsAllAsAny, contains_all_is_any;
    /// When nobody knows the lists, the inquiry is on none.
    UnknownListsAreEmpty, unknown_lists_are_empty;
    /// The routes of the clauses are assigned from the bottom.
    ClauseOrderReversed, clause_order_reversed;
    /// The last route that matches wins.
    LastMatchWins, last_match_wins;
    /// `any` loses its last member.
    AnyLosesLastMember, any_loses_last_member;
    /// A route beyond the clause limit is taken without verifying it.
    VerificationSkipped, verification_skipped;
    /// The clause that stands for such a route is that of its first alternative.
    EnclosureTooSmall, enclosure_too_small;
    /// Clauses after the first word of bits are lost.
    SecondWordLost, second_word_lost;
}
