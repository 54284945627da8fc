package palimpsest.runtime.verify.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import palimpsest.memory.document.Document;
import palimpsest.memory.note.NoteBook;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.VerificationBudget;

/** Quotes that were not read are looked for by the index, each once a run. */
class QuotesSearchedTest {

    private static final String UNREAD = "Osgood Finch counted 733 barrels of tar behind the customs house.";

    private final Unread facts = new Unread(TextFacts.of("customs.txt", List.of("It rained. " + UNREAD + " Then he left."), "Who counted?"), new ArrayList<>(), new HashMap<>());

    /** One run in which nothing was read. */
    private record Unread(TextFacts text, List<String> searches, Map<Class<?>, Object> kept) implements Facts {

        @Override
        public String tenant() {
            return text.tenant();
        }

        @Override
        public UUID conversationId() {
            return text.conversationId();
        }

        @Override
        public String question() {
            return text.question();
        }

        @Override
        public List<String> said() {
            return text.said();
        }

        @Override
        public NoteBook notes() {
            return text.notes();
        }

        @Override
        public List<Document> documents() {
            return text.documents();
        }

        @Override
        public Optional<String> text(UUID documentId, int start, int end) {
            return text.text(documentId, start, end);
        }

        @Override
        public List<ReadSpan> holding(String quote, List<Document> documents) {
            searches.add(quote);
            return text.holding(quote, documents);
        }

        @Override
        public <T> T once(Class<T> kind, Supplier<T> made) {
            Object there = kept.get(kind);
            if (there == null) {
                there = made.get();
                kept.put(kind, there);
            }
            return kind.cast(there);
        }

        @Override
        public List<ReadSpan> read() {
            return List.of();
        }

        @Override
        public Optional<ReadSpan> chunk(int chunkId) {
            return Optional.empty();
        }

        @Override
        public List<PastCall> calls() {
            return List.of();
        }
    }

    private Finding noted(String content) {
        return noted(new QuoteCheck(), content).getFirst();
    }

    private List<Finding> noted(Check check, String content) {
        var budget = new VerificationBudget(new VerificationBudget.Limits(3, 30_000, Duration.ofMinutes(1)), System::nanoTime);
        return check.check(new Subject.NoteWriting("note", "key", "", content), facts, budget);
    }

    @Test
    void figures_and_names_of_a_quote_that_was_found_are_borne_out_by_it_and_others_are_not() {
        String note = "The book says: “" + UNREAD + "”";
        assertThat(noted(new FigureCheck(), note)).as("before it was looked for").allMatch(Finding::failed);
        assertThat(noted(note).failed()).isFalse();
        assertThat(noted(new FigureCheck(), note)).isNotEmpty().noneMatch(Finding::failed);
        assertThat(noted(new NameCheck(), note)).isNotEmpty().noneMatch(Finding::failed);
        assertThat(noted(new FigureCheck(), "It rained on 12 days.")).isNotEmpty().allMatch(Finding::failed);
    }

    @Test
    void a_quote_that_was_found_is_not_looked_for_again_nor_a_part_of_it() {
        assertThat(noted("“" + UNREAD + "”").failed()).isFalse();
        assertThat(noted("“" + UNREAD + "”").failed()).isFalse();
        assertThat(noted("It says “counted 733 barrels of tar”.").failed()).isFalse();
        assertThat(facts.searches).containsExactly(UNREAD);
    }

    @Test
    void a_text_of_many_quotes_is_looked_up_once_for_each() {
        String invented = IntStream.range(0, 5).mapToObj(i -> "“Osgood Finch sold " + i + " barrels of tar to the harbour master”").collect(Collectors.joining(" and "));
        assertThat(noted(new QuoteCheck(), invented)).hasSize(5).allMatch(Finding::failed);
        assertThat(facts.searches).hasSize(5);
        facts.searches.clear();
        assertThat(noted(new QuoteCheck(), "“" + UNREAD + "” and “It rained. Osgood Finch counted 733 barrels”")).hasSize(2).noneMatch(Finding::failed);
        assertThat(facts.searches).hasSize(1);
    }

    @Test
    void a_quote_that_holds_a_quote_is_found_whole() {
        var holding = new Unread(TextFacts.of("log.txt", List.of("The keeper of the light said “never again in this harbour” and went to bed. It rained."), "Who?"), new ArrayList<>(), new HashMap<>());
        String quote = "The keeper of the light said “never again in this harbour” and went to bed.";
        var budget = new VerificationBudget(new VerificationBudget.Limits(3, 30_000, Duration.ofMinutes(1)), System::nanoTime);
        assertThat(new QuoteCheck().check(new Subject.NoteWriting("note", "key", "", "“" + quote + "”"), holding, budget)).singleElement()
                .satisfies(finding -> assertThat(finding.claim()).isEqualTo(quote));
    }

    @Test
    void an_abbreviated_name_is_known_by_its_letters() {
        var budget = new VerificationBudget(new VerificationBudget.Limits(3, 30_000, Duration.ofMinutes(1)), System::nanoTime);
        TextFacts read = TextFacts.of("map.txt", List.of("The largest city of the U.S. state lies by the sea."), "Which?");
        assertThat(new NameCheck().check(new Subject.NoteWriting("note", "key", "", "It lies in the U.S. state of the north."), read, budget)).isNotEmpty().noneMatch(Finding::failed);
        assertThat(new NameCheck().check(new Subject.NoteWriting("note", "key", "", "It lies in the U.K. state of the north."), read, budget)).anyMatch(Finding::failed);
    }

    @Test
    void a_quote_that_stands_nowhere_is_looked_for_once_and_fails_each_time() {
        for (int i = 0; i < 2; i++) {
            assertThat(noted("“Osgood Finch counted 734 barrels of tar”").failed()).isTrue();
        }
        assertThat(facts.searches).hasSize(1);
    }
}
