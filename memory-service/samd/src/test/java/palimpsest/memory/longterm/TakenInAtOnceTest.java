package palimpsest.memory.longterm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
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

    /** What is said, in which of two conversations. */
    record Told(int text, boolean second) {}

    @Provide
    Arbitrary<Told> told() {
        return Combinators.combine(Arbitraries.integers().between(0, TEXTS.size() - 1), Arbitraries.of(true, false)).as(Told::new);
    }

    @Property(tries = 25)
    void conversations_are_remembered_together_as_they_are_one_after_the_other(@ForAll @Size(min = 1, max = 10) List<@From("told") Told> said, @ForAll @IntRange(min = 0, max = 10) int split) {
        String together = "together-" + UUID.randomUUID();
        String oneByOne = "one-by-one-" + UUID.randomUUID();
        int first = Math.min(split, said.size());
        for (List<ConversationTurns> part : List.of(byConversation(said, 0, first), byConversation(said, first, said.size()))) {
            here.memory.remember(here.database.transaction().execute(status -> here.memory.begin(here.tenant, together, part)), () -> { });
            part.forEach(one -> here.memory.remember(here.tenant, oneByOne, one.conversation(), one.turns()));
        }

        assertThat(places(together)).isEqualTo(places(oneByOne)).hasSameSizeAs(said);
        assertThat(sources(together)).isEqualTo(sources(oneByOne)).hasSameSizeAs(said);
        assertThat(texts(together)).isEqualTo(texts(oneByOne));
    }

    @Test
    void of_what_is_taken_in_together_only_what_is_new_is_told() {
        here.say("first", 1, "user", "The harbour office opens at nine.");
        here.say("second", 1, "user", "My boat is green.");
        here.memory.forget(here.tenant, new Forget("ann", "second", List.of(1L), null), "ann");

        TakeIn taken = here.memory.begin(here.tenant, "ann", List.of(new ConversationTurns("first", List.of(turn(1, "The harbour office opens at nine."))),
                new ConversationTurns("second", List.of(turn(1, "My boat is green."), new NumberedTurn(2, new Turn("agent", Remembering.MONDAY, "Green it is."), 1L), turn(3, "I rowed to the pier."))),
                new ConversationTurns("third", List.of(turn(1, "My boat is green.")))));

        assertThat(taken.said()).extracting(ConversationTurns::conversation).containsExactly("second", "third");
        assertThat(taken.said()).flatExtracting(ConversationTurns::turns).extracting(NumberedTurn::seq).containsExactly(3L, 1L);
    }

    private static List<ConversationTurns> byConversation(List<Told> said, int from, int to) {
        return Stream.of(false, true).map(second -> new ConversationTurns(second ? "b" : "a", IntStream.range(from, to).filter(i -> said.get(i).second() == second)
                .mapToObj(i -> turn(2 * i + 1, TEXTS.get(said.get(i).text()))).toList())).toList();
    }

    /** Of each turn, its place among those of its conversation, and what it corrects. */
    private List<String> places(String subject) {
        return here.database.jdbc().sql("""
                select d.conversation || ' ' || d.seq || ' ' || d.turn || ' ' || coalesce(c.conversation || ' ' || c.seq, '-') from memory_decision d
                left join memory_decision c on c.id = d.corrects where d.tenant = :tenant and d.subject = :subject order by d.conversation, d.seq
                """).param("tenant", here.tenant).param("subject", subject).query(String.class).list();
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
