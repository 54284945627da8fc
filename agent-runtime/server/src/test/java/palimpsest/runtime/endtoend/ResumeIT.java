package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.testkit.Answer;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.ScriptedModelServer;

/** A run that its process did not finish goes on in the next one, on the same data directory. */
class ResumeIT {

    @Test
    void a_run_left_in_the_middle_is_finished_after_a_restart(@TempDir Path data) throws Exception {
        try (ScriptedModelServer provider = ScriptedModelServer.start()) {
            Map<String, Object> properties = Map.of("palimpsest.embedding.enabled", false, "palimpsest.default-model", "scripted",
                    "palimpsest.models.scripted.provider", "openai", "palimpsest.models.scripted.base-url", provider.baseUrl());
            var thirdRequest = new CountDownLatch(1);
            String conversation;
            provider.answers(Reply.call("analyzeText", "{}"), Reply.call("loadDocument", "{}"));
            provider.answersWith(request -> {
                thirdRequest.countDown();
                return new Answer.Silence();
            });
            try (Served first = Served.start(data, properties)) {
                conversation = first.conversation();
                first.upload(conversation, "short.txt", "The harbor master is called Wilma Krull.");
                first.post("/api/conversations/" + conversation + "/messages", Map.of("content", "Who is the harbor master?"));
                assertThat(thirdRequest.await(60, TimeUnit.SECONDS)).isTrue();
                assertThat(first.get("/api/conversations/" + conversation).json().get("status").asString()).isEqualTo("running");
            }
            provider.answers(Reply.call("finish", "{\"answer\": \"Wilma Krull\"}"));
            try (Served second = Served.start(data, properties)) {
                Served.Answer events = second.get("/api/conversations/" + conversation + "/events?follow=false");
                for (int look = 0; look < 300 && !events.body().contains("event:answer"); look++) {
                    TimeUnit.MILLISECONDS.sleep(100);
                    events = second.get("/api/conversations/" + conversation + "/events?follow=false");
                }
                assertThat(Served.event(events, "answer").get("answer").asString()).isEqualTo("Wilma Krull");
                assertThat(events.body().split("event:tool_result", -1)).as("each call is answered once").hasSize(4);
            }
        }
    }
}
