package palimpsest.runtime.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import palimpsest.runtime.event.ContextTerms.PruningTerms;
import palimpsest.runtime.pruning.PruningPolicy.HeldBack;

class PruningPolicyTest {

    private static PruningPolicy policy(String name) {
        return PruningPolicy.of(new PruningTerms(name, 2000, 0.1, null));
    }

    @Test
    void immediate_holds_nothing_back() {
        assertThat(policy("immediate").immediate()).isTrue();
        assertThat(policy("immediate").due(new HeldBack(1, 1, 30_000))).isTrue();
    }

    @Test
    void batched_waits_for_its_minimum() {
        assertThat(policy("batched").due(new HeldBack(1999, 90_000, 10))).isFalse();
        assertThat(policy("batched").due(new HeldBack(2000, 2000, 30_000))).isTrue();
    }

    @Test
    void cache_aware_prunes_at_once_what_stands_at_the_end_and_late_what_stands_at_the_beginning() {
        assertThat(policy("cache-aware").due(new HeldBack(4000, 4000, 300))).isTrue();
        assertThat(policy("cache-aware").due(new HeldBack(400, 400, 20_000))).isFalse();
        assertThat(policy("cache-aware").due(new HeldBack(400, 180_000, 20_000))).as("once carrying it on has cost as much").isTrue();
    }

    @Test
    void without_a_cache_nothing_is_worth_holding_back() {
        assertThat(PruningPolicy.of(new PruningTerms("cache-aware", 0, 1, null)).due(new HeldBack(1, 1, 30_000))).isTrue();
    }

    @Test
    void an_unknown_policy_names_those_there_are() {
        assertThatThrownBy(() -> policy("sometimes")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("immediate, batched or cache-aware");
    }
}
