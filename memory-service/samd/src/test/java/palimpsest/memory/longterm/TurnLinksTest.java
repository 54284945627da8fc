package palimpsest.memory.longterm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.memory.gate.BaselineGates;
import palimpsest.memory.gate.GateProfile;
import palimpsest.memory.gate.MemoryNeeds;

class TurnLinksTest {

    private static final String FERRY = "The ferry leaves at nine.";
    private static final String TICKETS = "Grandma keeps all passes in her blue drawer.";

    private final Remembering here = Remembering.byWordsOnly();
    private final LongTermMemory associative = memory(true);

    private LongTermMemory memory(boolean links) {
        return new LongTermMemory(here.database.jdbc(), here.database.transaction(), null, null,
                new LongTermMemory.Settings(GateProfile.shipped(), null, BaselineGates.everything(), "english", false, MemoryNeeds.NONE, links), here.clock);
    }

    private void said() {
        here.say("trip", 1, "Ann", FERRY);
        here.say("home", 7, "Ann", TICKETS);
        here.say("home", 9, "Ann", "The ferry was painted white.");
    }

    private static List<CitedTurn> both() {
        return List.of(new CitedTurn("trip", 1), new CitedTurn("home", 7));
    }

    private List<String> recalled(LongTermMemory memory, String query) {
        return memory.recall(here.tenant, Recall.now("ann", query, 10)).stream().map(one -> one.record().text()).toList();
    }

    private double score(String query, String text) {
        return associative.recall(here.tenant, Recall.now("ann", query, 10)).stream().filter(one -> one.record().text().equals(text)).findFirst().orElseThrow().score();
    }

    private long links() {
        return here.database.jdbc().sql("select count(*) from memory_link where tenant = :tenant").param("tenant", here.tenant).query(Long.class).single();
    }

    @Test
    void what_an_answer_cited_with_a_turn_is_recalled_with_it_though_they_share_no_word() {
        said();
        assertThat(recalled(associative, "When does the ferry leave?")).contains(FERRY).doesNotContain(TICKETS);
        associative.citedTogether(here.tenant, "ann", UUID.randomUUID(), both());
        assertThat(recalled(associative, "When does the ferry leave?")).startsWith(FERRY).contains(TICKETS);
        assertThat(associative.recall(here.tenant, Recall.now("ann", "When does the ferry leave?", 10))).as("what a run begins with").allMatch(Recall.Found::bears);
        assertThat(recalled(associative, "Where are the passes?")).startsWith(TICKETS).contains(FERRY);
    }

    @Test
    void a_link_grows_with_use_and_fades_with_time() {
        said();
        UUID run = UUID.randomUUID();
        associative.citedTogether(here.tenant, "ann", run, both());
        double once = score("When does the ferry leave?", TICKETS);
        associative.citedTogether(here.tenant, "ann", run, both());
        assertThat(score("When does the ferry leave?", TICKETS)).as("a run counts once").isEqualTo(once);
        associative.citedTogether(here.tenant, "ann", UUID.randomUUID(), both());
        assertThat(score("When does the ferry leave?", TICKETS)).isGreaterThan(once);
        here.clock.set(here.clock.instant().plus(Duration.ofDays(120)));
        assertThat(score("When does the ferry leave?", TICKETS)).isLessThan(once);
    }

    @Test
    void without_associative_memory_nothing_is_written_and_no_link_is_followed() {
        said();
        here.memory.citedTogether(here.tenant, "ann", UUID.randomUUID(), both());
        assertThat(links()).isZero();
        associative.citedTogether(here.tenant, "ann", UUID.randomUUID(), both());
        assertThat(links()).isEqualTo(1);
        assertThat(recalled(here.memory, "When does the ferry leave?")).doesNotContain(TICKETS);
    }

    @Test
    void links_are_erased_with_a_turn_that_is_forgotten() {
        said();
        associative.citedTogether(here.tenant, "ann", UUID.randomUUID(), both());
        associative.forget(here.tenant, new Forget("ann", "home", List.of(7L), null), "ann");
        assertThat(links()).isZero();
        assertThat(recalled(associative, "When does the ferry leave?")).contains(FERRY).doesNotContain(TICKETS);
    }

    @Test
    void only_known_turns_of_the_same_subject_and_tenant_are_linked() {
        said();
        associative.citedTogether(here.tenant, "ben", UUID.randomUUID(), both());
        associative.citedTogether(here.database.newTenant(), "ann", UUID.randomUUID(), both());
        associative.citedTogether(here.tenant, "ann", UUID.randomUUID(), List.of(new CitedTurn("trip", 1), new CitedTurn("trip", 99)));
        assertThat(links()).isZero();
    }

    @Test
    void what_was_not_yet_known_is_not_found_over_a_link() {
        here.say("trip", 1, "Ann", FERRY);
        var before = here.clock.instant();
        here.clock.set(before.plus(Duration.ofDays(1)));
        here.say("home", 7, "Ann", TICKETS);
        associative.citedTogether(here.tenant, "ann", UUID.randomUUID(), both());
        assertThat(associative.recall(here.tenant, new Recall("ann", "When does the ferry leave?", null, before, 10))).extracting(one -> one.record().text()).containsExactly(FERRY);
    }
}
