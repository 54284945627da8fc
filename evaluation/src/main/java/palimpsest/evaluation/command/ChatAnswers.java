package palimpsest.evaluation.command;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.context.ApplicationContext;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.retrieval.Asked;
import palimpsest.evaluation.retrieval.EvaluationTenant;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.longterm.Decision;
import palimpsest.memory.longterm.LongTermMemory;
import palimpsest.memory.longterm.NumberedTurn;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.MemoryEvent.MemoryRecalled;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunFollower;
import palimpsest.runtime.event.RunResult;

/** Asks the product's default agent the questions of labelled conversations that it only remembers. */
final class ChatAnswers implements AutoCloseable {

    private final ApplicationContext context;
    private final Consumer<String> progress;
    private final EvaluationTenant own;
    private final String tenant;

    ChatAnswers(ApplicationContext context, Consumer<String> progress) {
        this.context = context;
        this.progress = progress;
        this.own = context.getBean(EvaluationTenant.class);
        this.tenant = own.name();
    }

    /**
     * Shares are of the questions with an answer, {@code refusedAbsent} of those without; NaN where there are none.
     *
     * @param tokens median of what was recalled for a question
     */
    record Report(int questions, double right, double notFound, double wrong, double refusedAbsent, double kept, long tokens, long millis) {}

    private record Place(String conversation, long seq) {}

    /** @param limit questions at most, taken evenly over all; 0 for all */
    Report to(List<LocomoConversation> conversations, int limit) throws InterruptedException {
        int right = 0;
        int notFound = 0;
        int answerable = 0;
        int refused = 0;
        int turns = 0;
        int kept = 0;
        var tokens = new ArrayList<Long>();
        var millis = new ArrayList<Long>();
        List<Asked> all = Asked.ofAll(conversations, limit);
        Map<String, Place> places = Map.of();
        LocomoConversation about = null;
        for (Asked asked : all) {
            if (asked.conversation() != about) {
                about = asked.conversation();
                progress.accept("%d of %d questions asked; conversation %s is taken in".formatted(tokens.size(), all.size(), about.name()));
                places = new HashMap<>();
                kept += takenIn(about, places);
                turns += about.turns().size();
            }
            long begun = System.nanoTime();
            List<RecordedEvent> events = answered(about.name(), asked.question().text());
            millis.add((System.nanoTime() - begun) / 1_000_000);
            tokens.add(events.stream().filter(event -> event.event() instanceof MemoryRecalled).mapToLong(event -> ((MemoryRecalled) event.event()).tokens()).sum());
            RunResult result = ((RunFinished) events.getLast().event()).result();
            if (asked.question().adversarial()) {
                refused += result.found() ? 0 : 1;
            } else {
                answerable++;
                Set<Place> evidence = new HashSet<>();
                asked.question().evidence().stream().map(places::get).forEach(evidence::add);
                boolean cited = result.citations().stream().anyMatch(citation -> citation.turn() != null
                        && evidence.contains(new Place(citation.turn().conversation(), citation.turn().seq())));
                right += cited ? 1 : 0;
                notFound += !cited && !result.found() ? 1 : 0;
            }
        }
        int wrong = answerable - right - notFound;
        return new Report(all.size(), share(right, answerable), share(notFound, answerable), share(wrong, answerable), share(refused, all.size() - answerable),
                share(kept, turns), median(tokens), median(millis));
    }

    /** Each session is a conversation, of one user. @param places of the turns, by their id; filled here @return turns kept */
    private int takenIn(LocomoConversation about, Map<String, Place> places) {
        var sessions = new LinkedHashMap<String, List<NumberedTurn>>();
        for (LocomoConversation.Turn turn : about.turns()) {
            String session = about.name() + " session " + turn.session();
            List<NumberedTurn> before = sessions.computeIfAbsent(session, name -> new ArrayList<>());
            Instant at = turn.at() == null ? null : turn.at().plusSeconds(before.size()).toInstant(ZoneOffset.UTC);
            before.add(new NumberedTurn(before.size() + 1, new Turn(turn.speaker(), at, turn.text(), turn.caption())));
            places.put(turn.id(), new Place(session, before.size()));
        }
        var memory = context.getBean(LongTermMemory.class);
        return (int) sessions.entrySet().stream().flatMap(session -> memory.remember(tenant, about.name(), session.getKey(), session.getValue()).stream())
                .filter(Decision::kept).count();
    }

    private List<RecordedEvent> answered(String user, String question) throws InterruptedException {
        var conversations = context.getBean(Conversations.class);
        UUID id = conversations.create(tenant, null, null, user).id();
        conversations.ask(tenant, id, question);
        List<RecordedEvent> events = new ArrayList<>();
        RecordedEvent ended = new RunFollower(context.getBean(ConversationLog.class)).untilItRests(tenant, id, 0, events::add);
        if (events.isEmpty() || events.getLast() != ended) {
            events.add(ended);
        }
        return events;
    }

    private static double share(int part, int all) {
        return all == 0 ? Double.NaN : (double) part / all;
    }

    private static long median(List<Long> values) {
        return values.isEmpty() ? 0 : values.stream().sorted().toList().get(values.size() / 2);
    }

    /** Removes what was taken in and asked. */
    @Override
    public void close() {
        own.close();
    }
}
