package palimpsest.evaluation.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import palimpsest.memory.database.OwnDatabase;
import tools.jackson.databind.JsonNode;

/**
 * Kills a runtime and its database at random instants while questions are worked on, starts it again on the same data, and
 * compares every run with an undisturbed one of the same question.
 */
public final class FaultTest {

    private static final int IN_FLIGHT = 6;
    private static final long SHORTEST_LIFE = 100;
    private static final long LONGEST_LIFE = 800;
    /** Most lives begin when questions are answered again; one in so many begins at the kill before, so that a start is hit too. */
    private static final int ONE_START_HIT_IN = 5;
    /** A database comes back in less time than a runtime. */
    private static final int ONE_RUNTIME_IN = 3;
    /** The supervisor of the embedded database gives up when it dies too often: the runtime dies after so many of its deaths. */
    private static final int DATABASE_KILLS_IN_A_ROW = 5;
    private static final long LOOK_AGAIN = 15;
    private static final Duration STUCK = Duration.ofMinutes(4);

    private final Settings settings;
    private final Consumer<String> progress;
    private final Random random;
    private final Questions questions;
    private final Deque<Integer> unasked = new ArrayDeque<>();
    private final Map<Integer, String> conversations = new LinkedHashMap<>();
    private final Map<Integer, String> inFlight = new LinkedHashMap<>();
    private volatile RuntimeProcess runtime;
    private Instant nextKill;
    private Instant lastProgress = Instant.now();
    private int runtimeKills;
    private int databaseKills;
    private int databaseKillsInARow;

    /**
     * What to do.
     *
     * @param command      starts a runtime on the database to be used: {@code java … serve …}
     * @param log          where its messages go
     * @param server       whose connections are ended; null for the embedded database, whose process is killed
     */
    public record Settings(int runs, long seed, List<String> command, Path log, OwnDatabase server) {}

    /** A run, or the test itself, came to no end. */
    public static final class Stuck extends RuntimeException {
        Stuck(String message) {
            super(message);
        }
    }

    /** @param progress is told how far it is, a line at a time */
    public FaultTest(Settings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
        this.random = new Random(settings.seed());
        this.questions = Questions.made(settings.seed());
    }

    /** @throws Stuck when a run comes to no end */
    public FaultReport run() throws IOException, InterruptedException {
        runtime = started();
        var orphan = new Thread(() -> runtime.kill());
        Runtime.getRuntime().addShutdownHook(orphan);
        try {
            List<RunTranscript> undisturbed = undisturbed();
            for (int run = 0; run < settings.runs(); run++) {
                conversations.put(run, conversation());
                unasked.add(run);
            }
            disturb();
            return report(undisturbed);
        } finally {
            runtime.stop();
            Runtime.getRuntime().removeShutdownHook(orphan);
        }
    }

    private List<RunTranscript> undisturbed() throws IOException, InterruptedException {
        List<RunTranscript> transcripts = new ArrayList<>();
        int different = Math.min(settings.runs(), questions.all().size());
        for (int question = 0; question < different; question++) {
            String conversation = conversation();
            runtime.post("/api/conversations/" + conversation + "/messages", Map.of("content", questions.of(question)));
            while (!ended(conversation)) {
                pause();
            }
            transcripts.add(transcript(conversation));
            progress.accept("Undisturbed: " + (question + 1) + " of " + different + " questions");
        }
        return transcripts;
    }

    private String conversation() throws IOException, InterruptedException {
        String id = runtime.post("/api/conversations", Map.of()).json().get("id").asString();
        runtime.upload(id, "chronicle.txt", questions.text());
        return id;
    }

    private void disturb() throws IOException, InterruptedException {
        lastProgress = Instant.now();
        nextKill = nextKill();
        while (!unasked.isEmpty() || !inFlight.isEmpty()) {
            if (nextKill != null && Instant.now().isAfter(nextKill)) {
                kill();
                nextKill = random.nextInt(ONE_START_HIT_IN) == 0 ? nextKill() : null;
            }
            if (!runtime.alive()) {
                runtime = started();
            }
            try {
                ask();
                takeEnded();
                nextKill = nextKill == null && answers() ? nextKill() : nextKill;
            } catch (IOException e) {
                // The runtime or its database was killed under the request: what became of it is looked up below.
                pause();
            }
            if (Duration.between(lastProgress, Instant.now()).compareTo(STUCK) > 0) {
                throw new Stuck("No run has ended for " + STUCK.toMinutes() + " minutes; unfinished conversations: " + inFlight.values());
            }
            pause();
        }
    }

    /** Asks as many questions as are worked on at once. A question whose acceptance was cut off is asked again only if it is not there. */
    private void ask() throws IOException, InterruptedException {
        while (!unasked.isEmpty() && inFlight.size() < IN_FLIGHT) {
            int run = unasked.peek();
            String conversation = conversations.get(run);
            var runs = runtime.get("/api/conversations/" + conversation + "/runs");
            if (runs.status() != 200) {
                return;
            }
            if (runs.json().isEmpty()
                    && runtime.post("/api/conversations/" + conversation + "/messages", Map.of("content", questions.of(run))).status() != 202) {
                return;
            }
            inFlight.put(run, conversation);
            unasked.remove();
        }
    }

    private void takeEnded() throws IOException, InterruptedException {
        for (var run : List.copyOf(inFlight.entrySet())) {
            if (ended(run.getValue())) {
                inFlight.remove(run.getKey());
                lastProgress = Instant.now();
                progress.accept((settings.runs() - unasked.size() - inFlight.size()) + " of " + settings.runs() + " runs, " + (runtimeKills + databaseKills) + " kills");
            }
        }
    }

    private boolean answers() throws IOException, InterruptedException {
        return runtime.get("/api/conversations/" + conversations.get(0) + "/runs").status() == 200;
    }

    private boolean ended(String conversation) throws IOException, InterruptedException {
        var runs = runtime.get("/api/conversations/" + conversation + "/runs");
        if (runs.status() != 200 || runs.json().isEmpty()) {
            return false;
        }
        JsonNode last = runs.json().get(runs.json().size() - 1);
        return List.of("succeeded", "failed", "cancelled").contains(last.get("state").asString());
    }

    private void kill() {
        if (databaseKillsInARow < DATABASE_KILLS_IN_A_ROW && random.nextInt(ONE_RUNTIME_IN) > 0) {
            killDatabase();
        } else {
            runtime.kill();
            runtimeKills++;
            databaseKillsInARow = 0;
        }
    }

    private void killDatabase() {
        try {
            if (settings.server() == null ? runtime.killDatabase() : settings.server().endConnections() > 0) {
                databaseKills++;
                databaseKillsInARow++;
            }
        } catch (SQLException e) {
            throw new Stuck("The database's connections can't be ended: " + e.getMessage() + ". The user needs the right to (pg_signal_backend).");
        }
    }

    private Instant nextKill() {
        return Instant.now().plusMillis(random.nextLong(SHORTEST_LIFE, LONGEST_LIFE));
    }

    private RuntimeProcess started() throws IOException {
        for (int attempt = 1; attempt <= 3; attempt++) {
            var started = RuntimeProcess.start(settings.command(), settings.log());
            if (started.isPresent()) {
                return started.get();
            }
        }
        throw new Stuck("The runtime does not start. Its messages: " + settings.log());
    }

    private FaultReport report(List<RunTranscript> undisturbed) throws IOException, InterruptedException {
        int lost = 0;
        int duplicated = 0;
        int changed = 0;
        for (int run = 0; run < settings.runs(); run++) {
            RunTranscript expected = undisturbed.get(run % undisturbed.size());
            RunTranscript actual = transcript(conversations.get(run));
            lost += actual.lacks(expected);
            duplicated += expected.lacks(actual) + actual.repeated();
            changed += actual.answer().equals(expected.answer()) ? 0 : 1;
        }
        return new FaultReport(settings.runs(), runtimeKills + databaseKills, runtimeKills, lost, duplicated, changed);
    }

    private RunTranscript transcript(String conversation) throws IOException, InterruptedException {
        while (true) {
            var messages = runtime.get("/api/conversations/" + conversation + "/messages");
            if (messages.status() == 200) {
                return RunTranscript.of(messages.json());
            }
            pause();
        }
    }

    private static void pause() throws InterruptedException {
        Thread.sleep(LOOK_AGAIN);
    }
}
