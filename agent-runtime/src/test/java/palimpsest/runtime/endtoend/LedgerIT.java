package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The ledger over a real server: what the agent scraped off, and how a person takes it back. */
class LedgerIT {

    @TempDir
    static Path data;

    @Test
    void what_was_pruned_is_in_the_ledger_and_comes_back_when_undone() throws Exception {
        try (Served served = Served.start(data, Map.of("palimpsest.embedding.enabled", false, "palimpsest.database.checkpoint-every", 5))) {
            String conversation = served.conversation();
            served.upload(conversation, "tower.txt", Corpus.of(6000, 1, "The keeper Ferdinand Oakley hid the brass key under the seventh stair.", 4321));
            served.ask(conversation, "Where did the keeper Ferdinand Oakley hide the brass key?");
            String base = "/api/conversations/" + conversation;

            JsonNode entry = first(served.get(base + "/ledger").json(), "prune");
            assertThat(entry.get("by").asString()).isEqualTo("agent");
            assertThat(entry.get("tokens_before").asInt() - entry.get("tokens_saved").asInt()).isEqualTo(entry.get("tokens_after").asInt());
            assertThat(entry.get("undoable").asBoolean()).isTrue();
            int msgId = entry.at("/msg_ids/0").asInt();
            int before = served.get(base + "/window").json().get("request_tokens").asInt();

            var undone = served.post(base + "/ledger/" + entry.get("seq").asInt() + "/undo", "");
            assertThat(undone.status()).isEqualTo(200);
            assertThat(undone.json().get("kind").asString()).isEqualTo("restore");
            assertThat(undone.json().get("by").asString()).isEqualTo("user");
            assertThat(served.get(base + "/window").json().get("request_tokens").asInt()).isEqualTo(before + entry.get("tokens_saved").asInt());
            assertThat(first(served.get(base + "/messages").json(), msgId).get("pruned").asBoolean()).isFalse();
            assertThat(served.get(base + "/events?follow=false").body()).contains("event:ledger", "event:prune");

            var again = served.post(base + "/ledger/" + entry.get("seq").asInt() + "/undo", "");
            assertThat(again.status()).isEqualTo(409);
            assertThat(again.json().get("type").asString()).endsWith("not-undoable");
            assertThat(served.post(base + "/ledger/999999/undo", "").status()).isEqualTo(404);

            JsonNode page = served.get(base + "/messages?after=0&limit=3").json();
            assertThat(page.size()).isEqualTo(3);
            JsonNode all = served.get(base + "/messages").json();
            assertThat(pages(served, base + "/messages?limit=3")).isEqualTo(all.valueStream().toList()).hasSizeGreaterThan(6);
            for (String none : List.of("messages?limit=0", "messages?limit=-1", "ledger?limit=0")) {
                var refused = served.get(base + "/" + none);
                assertThat(refused.status()).isEqualTo(400);
                assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo("limit");
            }
        }
    }

    /** All messages, from page to page as the header {@code Link} says. */
    private static List<JsonNode> pages(Served served, String first) throws Exception {
        List<JsonNode> messages = new ArrayList<>();
        try (var http = HttpClient.newHttpClient()) {
            Optional<String> next = Optional.of(first);
            while (next.isPresent()) {
                var page = http.send(HttpRequest.newBuilder(URI.create(served.url() + next.get())).build(), HttpResponse.BodyHandlers.ofString());
                Served.parse(page.body()).forEach(messages::add);
                next = page.headers().firstValue("Link").map(link -> link.substring(1, link.indexOf('>')));
            }
        }
        return messages;
    }

    private static JsonNode first(JsonNode ledger, String kind) {
        return ledger.valueStream().filter(entry -> entry.get("kind").asString().equals(kind)).findFirst().orElseThrow();
    }

    private static JsonNode first(JsonNode messages, int msgId) {
        return messages.valueStream().filter(message -> message.path("msg_id").asInt() == msgId).findFirst().orElseThrow();
    }
}
