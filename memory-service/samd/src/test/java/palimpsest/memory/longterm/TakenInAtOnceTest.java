package palimpsest.memory.longterm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import palimpsest.memory.gate.Turn;

/** Turns that are taken in together. */
class TakenInAtOnceTest {

    private static final List<String> TEXTS = List.of("The harbour office opens at nine.", "the harbour OFFICE opens at nine", "The harbour office does not open at nine.", "My locker code is 4217.",
            "No, it's 4412.", "No, at eight.", "Yesterday I rowed to the pier.", "My boat is green.");

    private final Remembering here = Remembering.everything();

    @Property(tries = 25)
    void turns_are_remembered_together_as_they_are_one_after_the_other(@ForAll @Size(min = 1, max = 10) List<@IntRange(min = 0, max = 7) Integer> said, @ForAll @IntRange(min = 0, max = 10) int split) {
        String together = "together-" + UUID.randomUUID();
        String oneByOne = "one-by-one-" + UUID.randomUUID();
        List<NumberedTurn> turns = new ArrayList<>();
        for (int i = 0; i < said.size(); i++) {
            turns.add(new NumberedTurn(2 * i + 1, new Turn("user", Remembering.MONDAY, TEXTS.get(said.get(i)))));
        }
        int first = Math.min(split, turns.size());
        here.memory.remember(here.tenant, together, "c", turns.subList(0, first));
        here.memory.remember(here.tenant, together, "c", turns.subList(first, turns.size()));
        turns.forEach(turn -> here.memory.remember(here.tenant, oneByOne, "c", List.of(turn)));

        assertThat(sources(together)).isEqualTo(sources(oneByOne)).hasSameSizeAs(turns);
        assertThat(texts(together)).isEqualTo(texts(oneByOne));
    }

    @Test
    void what_is_said_again_in_other_conversations_becomes_sources_of_what_was_said_first() {
        here.say("first", 1, "user", "The harbour office opens at nine.");
        here.memory.remember(here.tenant, "ann", "later", List.of(turn(1, "the harbour OFFICE opens at nine"), turn(3, "My boat is green."), turn(5, "My boat is green."), turn(7, "The harbour office opens at nine!")));

        assertThat(here.records()).extracting(MemoryRecord::text).containsExactlyInAnyOrder("The harbour office opens at nine.", "My boat is green.");
        assertThat(here.records()).filteredOn(record -> record.text().startsWith("The harbour")).flatExtracting(MemoryRecord::sources).extracting(MemoryRecord.Source::seq).containsExactlyInAnyOrder(1L, 1L, 7L);
        assertThat(here.records()).filteredOn(record -> record.text().startsWith("My boat")).flatExtracting(MemoryRecord::sources).extracting(MemoryRecord.Source::seq).containsExactlyInAnyOrder(3L, 5L);
    }

    @Test
    void words_that_somebody_else_said_are_no_source_of_ones_own() {
        here.say("first", 1, "user", "The harbour office opens at nine.");
        here.memory.remember(here.tenant, "bob", "his", List.of(turn(1, "The harbour office opens at nine.")));
        here.memory.remember(here.tenant, "ann", "later", List.of(new NumberedTurn(1, new Turn("Ben", Remembering.MONDAY, "The harbour office opens at nine."))));

        assertThat(here.records()).hasSize(2).allSatisfy(record -> assertThat(record.sources()).hasSize(1));
    }

    private static NumberedTurn turn(long seq, String text) {
        return new NumberedTurn(seq, new Turn("user", Remembering.MONDAY, text));
    }

    /** By turn, what it is a source of. */
    private List<String> sources(String subject) {
        return here.database.jdbc().sql("""
                select d.seq || ' ' || r.text || ' ' || s.char_end || ' ' || s.corrected from memory_source s join memory_record r on r.id = s.record_id join memory_decision d on d.id = s.decision_id
                where r.tenant = :tenant and r.subject = :subject order by d.seq, 1
                """).param("tenant", here.tenant).param("subject", subject).query(String.class).list();
    }

    private List<String> texts(String subject) {
        return here.database.jdbc().sql("select text from memory_record where tenant = :tenant and subject = :subject order by text").param("tenant", here.tenant).param("subject", subject).query(String.class).list();
    }
}
