package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.runtime.endtoend.Served.Answer;
import tools.jackson.databind.JsonNode;

/** Long-term memory as an application uses it over HTTP, and as conversations feed it. */
class MemoryJourneyIT {

    private static final Map<String, Object> PROPERTIES = Map.of("palimpsest.embedding.enabled", false, "palimpsest.memory.enabled", true);
    private static final String NEWS = "Last Friday I adopted a puppy called Rex from the shelter in Hamburg, my kids love him.";

    private static Served shared;

    @BeforeAll
    static void start(@TempDir Path data) {
        shared = Served.start(data, PROPERTIES);
    }

    @AfterAll
    static void stop() {
        shared.close();
    }

    @Test
    void turns_are_stored_found_overruled_replayed_and_forgotten() throws Exception {
        var turns = Map.of("subject", "ann", "conversation", "c1", "turns", List.of(
                Map.of("seq", 1, "speaker", "Ann", "at", "2023-05-08T10:00:00Z", "text", NEWS), Map.of("seq", 2, "speaker", "Ben", "text", "Ok.")));
        Answer stored = shared.post("/api/memory/turns", turns);
        assertThat(stored.status()).as(stored.body()).isEqualTo(200);
        assertThat(stored.json().get("decisions").get(0).get("kept").asBoolean()).isTrue();
        assertThat(shared.post("/api/memory/turns", turns).json().get("decisions").size()).as("twice").isZero();

        JsonNode found = shared.post("/api/memory/search", Map.of("subject", "ann", "query", "Who adopted a puppy in May 2023?")).json().get(0).get("record");
        assertThat(found.get("text").asString()).isEqualTo(NEWS);
        assertThat(found.get("times").get(0).get("from").asString()).isEqualTo("2023-05-05");
        assertThat(found.get("sources").get(0).get("seq").asLong()).isEqualTo(1);

        JsonNode second = stored.json().get("decisions").get(1);
        boolean kept = second.get("kept").asBoolean();
        Answer overruled = shared.post("/api/memory/decisions/" + second.get("id").asString() + "/overrule", Map.of("keep", !kept, "by", "carla"));
        assertThat(overruled.json().get("kept").asBoolean()).isEqualTo(!kept);
        assertThat(shared.get("/api/memory/records?subject=ann").json().size()).isEqualTo(kept ? 1 : 2);
        assertThat(shared.post("/api/memory/replay", Map.of("subject", "ann", "gate", "keep-everything")).json().get("would_keep").asInt()).isEqualTo(2);

        Answer receipt = shared.post("/api/memory/forget", Map.of("subject", "ann", "conversation", "c1", "by", "ann"));
        assertThat(receipt.json().get("decisions").asInt()).isEqualTo(2);
        assertThat(shared.get("/api/memory/receipts").body()).contains(receipt.json().get("id").asString()).doesNotContain("puppy");
        assertThat(shared.get("/api/memory/records?subject=ann").json().size()).isZero();
    }

    @Test
    void what_can_not_be_done_is_told_as_a_problem() throws Exception {
        problem(shared.post("/api/memory/turns", Map.of("subject", "ann", "conversation", "c1", "turns", List.of())), 400, "invalid-request");
        problem(shared.post("/api/memory/search", Map.of("subject", "ann", "query", " ")), 400, "invalid-request");
        problem(shared.post("/api/memory/replay", Map.of("subject", "ann", "gate", "magic")), 400, "invalid-request");
        problem(shared.get("/api/memory/records?subject=ann&kind=rumour"), 400, "invalid-request");
        problem(shared.get("/api/memory/records/00000000-0000-0000-0000-000000000001"), 404, "not-found");
        problem(shared.post("/api/memory/forget", Map.of("subject", "nobody", "by", "ann")), 404, "not-found");
    }

    private static void problem(Answer answer, int status, String type) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.json().get("type").asString()).isEqualTo("urn:palimpsest:problem:" + type);
    }

    @Test
    void what_the_user_says_goes_through_the_gate_once_and_what_the_runtime_quotes_does_not(@TempDir Path data) throws Exception {
        String conversation;
        try (Served served = Served.start(data, PROPERTIES)) {
            conversation = served.conversation();
            served.upload(conversation, "short.txt", "The harbor master is called Wilma Krull.");
            served.ask(conversation, "Who is the harbor master of our town, where my brother Paul works since March?");
            assertThat(decisions(served, conversation)).isEqualTo(1);
        }
        try (Served again = Served.start(data, PROPERTIES)) {
            assertThat(decisions(again, conversation)).as("after a restart").isEqualTo(1);
        }
    }

    @Test
    void what_is_said_in_a_conversation_is_remembered_of_its_user() throws Exception {
        String conversation = shared.post("/api/conversations", Map.of("user_id", "wilma")).json().get("id").asString();
        shared.upload(conversation, "short.txt", "The harbor master is called Wilma Krull.");
        shared.ask(conversation, "Who is the harbor master of our town, where my brother Paul works since March?");
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> !shared.get("/api/memory/decisions?subject=wilma").json().get("decisions").isEmpty());
        assertThat(shared.get("/api/memory/decisions?subject=default&conversation=" + conversation).json().get("decisions").isEmpty()).isTrue();
    }

    private static int decisions(Served served, String conversation) throws Exception {
        int size = 0;
        for (int look = 0; look < 100 && size == 0; look++) {
            size = served.get("/api/memory/decisions?subject=default&conversation=" + conversation).json().get("decisions").size();
            if (size == 0) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        return size;
    }
}
