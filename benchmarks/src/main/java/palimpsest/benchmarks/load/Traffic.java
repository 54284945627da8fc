package palimpsest.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What callers of a runtime do, all at once: questions in conversations, follow-ups, chat completions, uploads, searches and looks at lists. A question whose
 * request failed is asked again only when it is not there, as a careful client does; at the end each conversation is read and compared with what was asked.
 */
final class Traffic {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofMillis(100);
    /** A question that has no answer so long after the end is lost. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(90);
    private static final int OF = 100;
    private static final int QUESTIONS = 65;
    private static final int COMPLETIONS = 80;
    private static final int UPLOADS = 85;
    private static final int TURNS = 2;
    private static final String BOUNDARY = "----palimpsest-load";

    private final String url;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final AtomicInteger marks = new AtomicInteger();
    private final Map<String, AtomicInteger> errors = new ConcurrentHashMap<>();
    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
    private final Queue<Double> milliseconds = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();

    /** A question that a runtime has accepted. */
    private record Asked(String conversation, String mark) {}

    private record Reply(int status, JsonNode json) {}

    private record Kind(String method, String path, String body, String contentType) {}

    /**
     * What came of it.
     *
     * @param questions    accepted
     * @param failed       of them those whose run ended with an error
     * @param lost         of them those that are not in their conversation, or have neither an answer nor an error
     * @param doubled      questions and answers that stand in their conversation more than once
     * @param requests     of all kinds
     * @param errors       requests that failed, by kind
     * @param milliseconds from the first attempt to ask a question to its answer, sorted
     */
    record Outcome(int questions, int failed, int lost, int doubled, int requests, Map<String, Integer> errors, double[] milliseconds) {

        /** Whether nothing happened that must not. */
        boolean clean() {
            return lost == 0 && doubled == 0 && errors.keySet().stream().noneMatch(kind -> kind.startsWith("status 500"));
        }
    }

    /** @param url of a runtime, or of what stands before several */
    Traffic(String url) {
        this.url = url;
    }

    /** Until the end, with so many callers at once. */
    void run(int callers, Instant end, long seed) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            var random = new Random(seed + i);
            threads.add(Thread.ofVirtual().start(() -> call(random, end)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void call(Random random, Instant end) {
        try {
            while (Instant.now().isBefore(end)) {
                int drawn = random.nextInt(OF);
                if (drawn < QUESTIONS) {
                    conversation(end);
                } else if (drawn < COMPLETIONS) {
                    completion();
                } else if (drawn < UPLOADS) {
                    upload(random);
                } else {
                    once(get(random.nextBoolean() ? "/api/search?q=harbour%20ledger" : "/api/conversations"));
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A question and one that follows it, unless the end comes before. */
    void conversation(Instant end) throws InterruptedException {
        Reply made = once(post("/api/conversations", Map.of()));
        if (made == null || made.status() != 201) {
            return;
        }
        String id = made.json().get("id").asString();
        for (int turn = 0; turn < TURNS && Instant.now().isBefore(end); turn++) {
            String mark = "Q-" + marks.incrementAndGet();
            long begin = System.nanoTime();
            if (!accepted(id, mark, turn, end)) {
                return;
            }
            asked.add(new Asked(id, mark));
            if (!ended(id, turn, Instant.now().plus(LONGEST_WAIT))) {
                return;
            }
            milliseconds.add((System.nanoTime() - begin) / 1e6);
        }
    }

    /** Whether the question was taken in; where no answer says so, the runs of the conversation do. */
    private boolean accepted(String conversation, String mark, int turn, Instant end) throws InterruptedException {
        while (true) {
            Reply reply = once(post("/api/conversations/" + conversation + "/messages", Map.of("content", "Question " + mark + ": what of the harbour?")));
            if (reply != null && reply.status() == 202) {
                return true;
            }
            Reply runs = eventually(get("/api/conversations/" + conversation + "/runs"), Instant.now().plus(LONGEST_WAIT));
            if (runs != null && runs.json().size() > turn) {
                return true;
            }
            if (runs == null || Instant.now().isAfter(end)) {
                return false;
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }

    private boolean ended(String conversation, int turn, Instant latest) throws InterruptedException {
        while (Instant.now().isBefore(latest)) {
            Reply runs = once(get("/api/conversations/" + conversation + "/runs"));
            if (runs != null && runs.status() == 200 && runs.json().size() > turn
                    && List.of("succeeded", "failed", "cancelled").contains(runs.json().get(turn).get("state").asString())) {
                return true;
            }
            Thread.sleep(PAUSE);
        }
        return false;
    }

    private void completion() throws InterruptedException {
        String mark = "Q-" + marks.incrementAndGet();
        once(post("/v1/chat/completions", Map.of("model", "default", "messages", List.of(Map.of("role", "user", "content", "Question " + mark + ": what of the quay?")))));
    }

    private void upload(Random random) throws InterruptedException {
        Reply made = once(post("/api/conversations", Map.of()));
        if (made == null || made.status() != 201) {
            return;
        }
        String text = "The harbour keeps ledger number " + random.nextInt(1_000_000) + ". The quay was mended in the year after.";
        String body = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"files\"; filename=\"ledger.txt\"\r\nContent-Type: text/plain\r\n\r\n" + text + "\r\n--" + BOUNDARY + "--\r\n";
        once(new Kind("POST", "/api/conversations/" + made.json().get("id").asString() + "/documents", body, "multipart/form-data; boundary=" + BOUNDARY));
    }

    /** Reads each conversation and compares it with what was asked there. */
    Outcome outcome() throws InterruptedException {
        int failed = 0;
        int lost = 0;
        int doubled = 0;
        Instant latest = Instant.now().plus(LONGEST_WAIT);
        for (Asked one : asked) {
            Reply messages = eventually(get("/api/conversations/" + one.conversation() + "/messages"), latest);
            Reply runs = eventually(get("/api/conversations/" + one.conversation() + "/runs"), latest);
            int questions = 0;
            int answers = 0;
            for (JsonNode message : messages == null ? JSON.createArrayNode() : messages.json()) {
                String role = message.path("role").asString("");
                questions += role.equals("user") && message.path("content").asString("").startsWith("Question " + one.mark() + ":") ? 1 : 0;
                answers += role.equals("answer") && message.path("answer").asString("").contains("Answer to " + one.mark() + ".") ? 1 : 0;
            }
            boolean error = runs != null && runs.json().valueStream().anyMatch(run -> run.path("state").asString().equals("failed"));
            failed += answers == 0 && error ? 1 : 0;
            lost += questions == 0 || answers == 0 && !error ? 1 : 0;
            doubled += Math.max(0, questions - 1) + Math.max(0, answers - 1);
        }
        Map<String, Integer> counted = new TreeMap<>();
        errors.forEach((kind, count) -> counted.put(kind, count.get()));
        return new Outcome(asked.size(), failed, lost, doubled, requests.get(), counted, milliseconds.stream().mapToDouble(Double::doubleValue).sorted().toArray());
    }

    private static Kind get(String path) {
        return new Kind("GET", path, null, null);
    }

    private static Kind post(String path, Map<String, ?> body) {
        return new Kind("POST", path, JSON.writeValueAsString(body), "application/json");
    }

    /** The first answer below 500, or null. */
    private Reply eventually(Kind kind, Instant latest) throws InterruptedException {
        while (true) {
            Reply reply = once(kind);
            if (reply != null && reply.status() < 500) {
                return reply;
            }
            if (Instant.now().isAfter(latest)) {
                return null;
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }

    /** Null when there was no whole answer. What failed is counted. */
    private Reply once(Kind kind) throws InterruptedException {
        requests.incrementAndGet();
        var builder = HttpRequest.newBuilder(URI.create(url + kind.path())).timeout(PATIENCE);
        if (kind.contentType() != null) {
            builder.header("Content-Type", kind.contentType());
        }
        try {
            HttpResponse<String> response = http.send(builder.method(kind.method(), kind.body() == null ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(kind.body())).build(), HttpResponse.BodyHandlers.ofString());
            // What a proxy says by itself is a page.
            boolean told = response.headers().firstValue("Content-Type").orElse("").contains("json");
            JsonNode json = told && !response.body().isEmpty() ? JSON.readTree(response.body()) : JSON.nullNode();
            if (response.statusCode() >= 400) {
                failed("status " + response.statusCode() + " " + json.path("type").asString(json.at("/error/type").asString("")).replaceFirst(".*[:/]", ""), kind);
            }
            return new Reply(response.statusCode(), json);
        } catch (IOException e) {
            failed(e.getClass().getSimpleName().replaceFirst("^ClosedChannelException$", "ConnectException"), kind);
            return null;
        }
    }

    private void failed(String how, Kind kind) {
        String where = kind.method() + " " + kind.path().replaceFirst("[?].*", "").replaceFirst("conversations/[^/]+", "conversations/{id}");
        errors.computeIfAbsent(how.strip() + ", " + where, key -> new AtomicInteger()).incrementAndGet();
    }
}
