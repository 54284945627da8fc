package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.ScriptedModelServer;
import tools.jackson.databind.JsonNode;

/** What a person does with runs, over HTTP, with a model server on loopback. */
class RunControlIT {

    private Served served;

    @Test
    void runs_wait_go_on_are_tried_again_and_branch_off(@TempDir Path data) throws Exception {
        try (ScriptedModelServer provider = ScriptedModelServer.start()) {
            Map<String, Object> properties = Map.of("palimpsest.embedding.enabled", false, "palimpsest.default-model", "scripted",
                    "palimpsest.models.scripted.provider", "openai", "palimpsest.models.scripted.base-url", provider.baseUrl(),
                    "palimpsest.agent.approval.tools[0]", "note", "palimpsest.runs.poll", "200ms");
            var asked = new CountDownLatch(1);
            var goOn = new CountDownLatch(1);
            provider.answersWith(request -> {
                asked.countDown();
                await(goOn);
                return Reply.call("checkBudget", "{}");
            });
            try (Served first = Served.start(data, properties)) {
                served = first;
                String conversation = served.conversation();
                String run = "/api/runs/" + served.post("/api/conversations/" + conversation + "/messages", Map.of("content", "Who?")).json().get("run_id").asString();
                assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
                assertThat(served.post(run + "/resume", Map.of()).status()).isEqualTo(409);
                assertThat(served.post(run + "/pause", Map.of()).status()).isEqualTo(202);
                goOn.countDown();
                awaitState(run, "paused");

                provider.answers(Reply.call("note", "{\"key\": \"k\", \"summary\": \"s\", \"content\": \"c\"}"));
                assertThat(served.post(run + "/resume", Map.of()).status()).isEqualTo(202);
                JsonNode waiting = awaitState(run, "waiting");
                assertThat(served.get("/api/conversations/" + conversation + "/events?follow=false").body()).contains("event:approval", "\"tool\":\"note\"");

                provider.answers(Reply.call("finish", "{\"answer\": \"First.\"}"));
                String approval = run + "/approvals/" + waiting.get("waiting_for").asString();
                assertThat(served.post(approval, Map.of()).status()).isEqualTo(400);
                assertThat(served.post(approval, Map.of("approved", true)).status()).isEqualTo(202);
                assertThat(awaitState(run, "succeeded").get("steps").asInt()).isEqualTo(3);
                assertThat(served.post(approval, Map.of("approved", true)).json().get("type").asString()).endsWith("run-state");

                provider.answers(Reply.call("finish", "{\"answer\": \"Second.\"}"));
                assertThat(served.post(run + "/retry?from_step=9", Map.of()).status()).isEqualTo(400);
                assertThat(served.post(run + "/retry?from_step=3", Map.of()).status()).isEqualTo(202);
                assertThat(awaitState(run, "succeeded").get("steps").asInt()).isEqualTo(3);
                assertThat(served.get("/api/conversations/" + conversation + "/messages").body()).contains("Second.");

                provider.answers(Reply.call("finish", "{\"answer\": \"Third.\"}"));
                String fork = served.post(run + "/fork?from_step=2", Map.of()).json().get("conversation_id").asString();
                Awaitility.await().atMost(60, TimeUnit.SECONDS)
                        .until(() -> served.get("/api/conversations/" + fork + "/runs").json().get(0).get("state").asString().equals("succeeded"));
                assertThat(served.get("/api/conversations/" + fork + "/messages").body()).contains("Third.").doesNotContain("Second.");
                assertThat(served.get("/api/conversations/" + conversation + "/messages").body()).contains("Second.").doesNotContain("Third.");

                assertThat(served.delete("/api/conversations/" + conversation).status()).isEqualTo(204);
                assertThat(served.get(run).status()).isEqualTo(404);
                assertThat(served.post(run + "/retry", Map.of()).status()).isEqualTo(404);

                nobodyDecidesInTime(provider);
            }
        }
    }

    /** The time passes in the database: what is left to the runtime is to find the entry due in its queue. */
    private void nobodyDecidesInTime(ScriptedModelServer provider) throws Exception {
        provider.answers(Reply.call("note", "{\"key\": \"k\", \"summary\": \"s\", \"content\": \"c\"}"), Reply.call("finish", "{\"answer\": \"Unnoted.\"}"));
        String conversation = served.conversation();
        String id = served.post("/api/conversations/" + conversation + "/messages", Map.of("content", "Who?")).json().get("run_id").asString();
        Instant until = Instant.parse(awaitState("/api/runs/" + id, "waiting").get("waits_until").asString());
        JdbcClient jdbc = served.bean(JdbcClient.class);
        assertThat(jdbc.sql("select execution_time from scheduled_tasks where task_instance like ?").param(id + "/%-waiting").query(OffsetDateTime.class).single()
                .toInstant()).isEqualTo(until);

        jdbc.sql("update run set parked_until = now() where id = ?").param(UUID.fromString(id)).update();
        jdbc.sql("update scheduled_tasks set execution_time = now() where task_instance like ?").param(id + "/%-waiting").update();

        awaitState("/api/runs/" + id, "succeeded");
        assertThat(provider.lastRequest().body().toString()).contains("note was not approved and not run. Nobody decided in time.");
        assertThat(served.get("/api/conversations/" + conversation + "/events?follow=false").body()).contains("\"state\":\"expired\"");
        assertThat(served.get("/api/conversations/" + conversation + "/notes").json()).isEmpty();
    }

    private JsonNode awaitState(String run, String state) {
        return Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> served.get(run).json(), now -> now.get("state").asString().equals(state));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
