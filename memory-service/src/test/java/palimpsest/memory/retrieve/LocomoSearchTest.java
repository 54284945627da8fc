package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.document.Document;
import palimpsest.memory.embed.BackgroundEmbedding;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.embed.EmbeddingModels;
import palimpsest.memory.testing.Library;
import palimpsest.memory.testing.TestDatabase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real conversation with questions whose evidence is known. The data lies beside the repository and is not part of it. */
@Tag("slow")
@ExtendWith(TestDatabase.Injected.class)
class LocomoSearchTest {

    private final TestDatabase database;

    LocomoSearchTest(TestDatabase database) {
        this.database = database;
    }

    private record Question(String text, List<String> evidence) {}

    private record Conversation(String text, Map<String, Integer> turns, List<Question> questions) {}

    private static Optional<Path> data(String file) {
        return Stream.iterate(Path.of("").toAbsolutePath(), p -> p != null, Path::getParent)
                .map(p -> p.resolve("shared/data/locomo").resolve(file)).filter(Files::exists).findFirst();
    }

    private static Conversation conversation(Path file) throws IOException {
        JsonNode json = JsonMapper.shared().readTree(Files.readString(file));
        var text = new StringBuilder();
        Map<String, Integer> turns = new HashMap<>();
        for (int session = 1; json.has("session_" + session); session++) {
            text.append("\n# Session ").append(session).append(", ").append(json.path("session_" + session + "_date_time").asString()).append("\n\n");
            for (JsonNode turn : json.get("session_" + session)) {
                turns.put(turn.get("dia_id").asString(), text.codePointCount(0, text.length()));
                text.append(turn.get("speaker").asString()).append(": ").append(turn.get("text").asString()).append("\n");
            }
        }
        var questions = new ArrayList<Question>();
        for (JsonNode qa : json.get("qa")) {
            var evidence = new ArrayList<String>();
            qa.path("evidence").forEach(e -> evidence.addAll(List.of(e.asString().split("[;, ]+"))));
            evidence.removeIf(e -> !turns.containsKey(e));
            if (qa.path("category").asInt() == 4 && !evidence.isEmpty()) {
                questions.add(new Question(qa.get("question").asString(), evidence));
            }
        }
        return new Conversation(text.toString(), turns, questions);
    }

    @Test
    void evidence_is_among_the_first_ten_passages_for_most_single_hop_questions() throws Exception {
        Optional<Path> file = data("26.json");
        Assumptions.assumeTrue(file.isPresent(), "no shared/data/locomo beside the repository");
        Conversation conversation = conversation(file.get());
        Embedder embedder = EmbeddingModels.byId(EmbeddingModels.BGE_SMALL_EN);
        Library library = Library.of(embedder.id());
        Document document = library.add("26.txt", conversation.text());
        try (var embeddings = new BackgroundEmbedding(database.jdbc(), embedder)) {
            assertThat(embeddings.await(library.tenant, List.of(document.id()), Duration.ofMinutes(3))).isTrue();
            Map<SearchMode, Double> recall = new HashMap<>();
            for (SearchMode mode : SearchMode.values()) {
                var search = new PostgresPassageSearch(database.jdbc(), database.transaction(), embeddings, embedder.id(), mode);
                long start = System.nanoTime();
                for (int top : new int[] {1, 5, 10}) {
                    long found = conversation.questions().stream().filter(q -> found(search, library, document, conversation, q, top)).count();
                    recall.put(mode, (double) found / conversation.questions().size());
                    System.out.printf("LoCoMo 26 (%d passages), category 4, %s: evidence in the top %d for %d of %d questions%n",
                            document.passages(), mode, top, found, conversation.questions().size());
                }
                System.out.println((System.nanoTime() - start) / 1_000_000 / 3 / conversation.questions().size() + " ms a query");
            }
            assertThat(recall.get(SearchMode.LEXICAL)).isGreaterThan(0.6);
            assertThat(recall.get(SearchMode.HYBRID)).isGreaterThan(0.7);
        }
    }

    private static boolean found(PassageSearch search, Library library, Document document, Conversation conversation, Question question, int top) {
        List<String> words = List.of(question.text().split("\\W+"));
        List<PassageHit> hits = search.search(new SearchQuery(library.tenant, List.of(document.id()), words, question.text(), top));
        return question.evidence().stream().map(conversation.turns()::get)
                .anyMatch(turn -> hits.stream().anyMatch(hit -> hit.start() <= turn && turn < hit.end()));
    }
}
