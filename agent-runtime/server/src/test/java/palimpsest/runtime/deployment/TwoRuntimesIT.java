package palimpsest.runtime.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.testing.TestServer;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.ScriptedModelServer;

/** The shape of docker-compose.yml without Docker: two runtimes with security on, each a process of its own, on one PostgreSQL server. */
class TwoRuntimesIT {

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch stopping = new CountDownLatch(1);

    @Test
    void a_run_of_a_runtime_that_is_stopped_is_finished_by_the_other_without_loss_or_repetition(@TempDir Path folder) throws Exception {
        var server = TestServer.configured();
        assumeThat(server).as("needs PALIMPSEST_TEST_DATABASE_URL: two runtimes share a server, and not an embedded database").isPresent();
        try (ScriptedModelServer provider = ScriptedModelServer.start()) {
            provider.answers(Reply.call("checkBudget", "{}")).answersWith(request -> {
                asked.countDown();
                await(stopping);
                return Reply.call("checkBudget", "{}");
            }).answers(Reply.call("finish", "{\"answer\": \"Wilma Krull\"}"));
            Map<String, String> environment = environment(server.get().database("two-runtimes"), provider.baseUrl());
            String key = ServeProcess.command(environment, folder.resolve("keys.log"), "keys", "create", "--user", "ann", "--role", "admin");
            try (ServeProcess first = ServeProcess.start(environment, folder.resolve("first.log"), key);
                 ServeProcess second = ServeProcess.start(environment, folder.resolve("second.log"), key)) {
                stopInTheMiddle(first, second, provider);
            }
        }
    }

    private void stopInTheMiddle(ServeProcess first, ServeProcess second, ScriptedModelServer provider) throws Exception {
        String conversation = first.post("/api/conversations", Map.of()).get("id").asString();
        String run = first.post("/api/conversations/" + conversation + "/messages", Map.of("content", "Who is the harbor master?")).get("run_id").asString();
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        Stream<String> stream = first.events(conversation, 0, true);
        var streamed = CompletableFuture.supplyAsync(() -> numbers(stream));

        first.terminate();
        first.awaitLogged("1 run(s) are parked after the step in progress");
        stopping.countDown();
        assertThat(first.awaitEnd()).as("128 + SIGTERM").isEqualTo(143);
        List<Long> seen = new ArrayList<>(streamed.get(60, TimeUnit.SECONDS));
        assertThat(seen).as("the stream ended with the runtime and not with the run").isNotEmpty();

        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> second.get("/api/runs/" + run).get("state").asString().equals("succeeded"));
        assertThat(second.get("/api/conversations/" + conversation + "/messages").toString()).contains("Wilma Krull");
        assertThat(second.get("/api/runs/" + run).get("steps").asInt()).isEqualTo(3);
        assertThat(provider.requests()).as("no step was asked for twice").hasSize(3);
        List<Long> rest = numbers(second.events(conversation, seen.getLast(), false));
        assertThat(rest).as("the other runtime had something left to do").isNotEmpty();
        seen.addAll(rest);
        assertThat(seen).as("Last-Event-ID goes on at the other runtime").isEqualTo(numbers(second.events(conversation, 0, false))).doesNotHaveDuplicates();
    }

    /** The numbers of the events of a stream, read to its end. */
    private static List<Long> numbers(Stream<String> lines) {
        return lines.filter(line -> line.startsWith("id:")).map(line -> Long.valueOf(line.substring("id:".length()).strip())).toList();
    }

    private static Map<String, String> environment(String database, String provider) {
        return Map.of("PALIMPSEST_SECURITY_MODE", "api-key", "PALIMPSEST_DATABASE_URL", database, "PALIMPSEST_EMBEDDING_ENABLED", "false",
                "PALIMPSEST_DEFAULTMODEL", "scripted", "PALIMPSEST_MODELS_SCRIPTED_PROVIDER", "openai", "PALIMPSEST_MODELS_SCRIPTED_BASEURL", provider,
                // What a dead runtime leaves is taken over after four of these: within the test only what was handed over is.
                "PALIMPSEST_RUNS_HEARTBEAT", "5m");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
