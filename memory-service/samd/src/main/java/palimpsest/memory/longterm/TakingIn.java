package palimpsest.memory.longterm;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.embed.NearestIndex;
import palimpsest.memory.gate.CorrectedTurn;
import palimpsest.memory.gate.Dialogue;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.memory.text.SpokenCorrection;
import palimpsest.memory.text.StorableText;

/** Takes turns into a subject's memory: read what judging needs, judge, embed what may stay, store under the subject's lock. */
final class TakingIn {

    private static final Logger log = LoggerFactory.getLogger(TakingIn.class);

    private final TransactionTemplate transaction;
    private final SubjectLocks locks;
    private final DecisionStore decisions;
    private final Judging judging;
    private final Recording recording;
    private final MemoryVectors embeddings;
    private final NearestIndex index;
    private final Clock clock;

    TakingIn(TransactionTemplate transaction, SubjectLocks locks, DecisionStore decisions, Judging judging, Recording recording,
             MemoryVectors embeddings, NearestIndex index, Clock clock) {
        this.transaction = transaction;
        this.locks = locks;
        this.decisions = decisions;
        this.judging = judging;
        this.recording = recording;
        this.embeddings = embeddings;
        this.index = index;
        this.clock = clock;
    }

    List<Decision> remember(String tenant, String subject, String conversation, List<NumberedTurn> turns) {
        TakeIn taken = transaction.execute(status -> begin(tenant, subject, List.of(new ConversationTurns(conversation, turns))));
        return taken.said().isEmpty() ? List.of() : store(taken, () -> { });
    }

    TakeIn begin(String tenant, String subject, List<ConversationTurns> said) {
        StorableText.required("subject", subject);
        said.forEach(one -> StorableText.required("conversation", one.conversation()));
        List<ConversationTurns> fresh = unknown(tenant, subject, said).stream()
                .map(one -> new ConversationTurns(one.conversation(), one.turns().stream().map(this::timed).toList())).toList();
        return new TakeIn(tenant, subject, fresh, fresh.isEmpty() ? null : judging.basis(tenant, subject, fresh.stream().map(ConversationTurns::conversation).toList()));
    }

    List<Decision> remember(TakeIn taken, Runnable alongside) {
        if (taken.said().isEmpty()) {
            transaction.executeWithoutResult(status -> alongside.run());
            return List.of();
        }
        return store(taken, alongside);
    }

    /** What is new of them, without conversations of which nothing is. */
    private List<ConversationTurns> unknown(String tenant, String subject, List<ConversationTurns> said) {
        Set<CitedTurn> known = turns(said) == 0 ? Set.of() : decisions.known(tenant, subject, said);
        return said.stream()
                .map(one -> new ConversationTurns(one.conversation(), one.turns().stream().filter(turn -> !known.contains(new CitedTurn(one.conversation(), turn.seq()))).toList()))
                .filter(one -> !one.turns().isEmpty()).toList();
    }

    private static int turns(List<ConversationTurns> said) {
        return said.stream().mapToInt(one -> one.turns().size()).sum();
    }

    /** With a time, and without what the database can't hold. */
    private NumberedTurn timed(NumberedTurn numbered) {
        Turn turn = numbered.turn();
        return new NumberedTurn(numbered.seq(), new Turn(StorableText.clean(turn.speaker()).value(), turn.at() != null ? turn.at() : clock.instant(),
                StorableText.clean(turn.text()).value(), turn.caption() == null ? null : StorableText.clean(turn.caption()).value()), numbered.answers(), numbered.cited());
    }

    /** What the gate drops costs no embedding; the model works outside of any transaction. */
    private List<Decision> store(TakeIn taken, Runnable alongside) {
        String tenant = taken.tenant;
        List<Judging.Judged> judged = taken.said.stream().flatMap(one -> judging.judge(taken.basis, one).stream()).toList();
        List<Judging.Judged> staying = judged.stream().filter(Judging.Judged::mayStay).toList();
        List<float[]> vectors = embeddings.of(staying.stream().map(one -> one.turn().turn().content()).toList());
        List<Decision> stored = locks.exclusively(tenant, taken.subject, () -> {
            if (turns(unknown(tenant, taken.subject, taken.said)) < turns(taken.said)) {
                return null; // somebody else took some of them in, or they were forgotten, just now
            }
            Judging.Settled settled = judging.settle(tenant, taken.subject, judged, vectors.iterator(), clock.instant());
            Set<UUID> added = decisions.insert(tenant, settled.decisions(), embeddings::modelOf);
            record(tenant, taken.subject, settled.decisions().stream().filter(decision -> decision.kept() && added.contains(decision.id())).toList(), taken.said);
            judging.split(tenant, taken.subject, settled.doubled());
            alongside.run();
            return settled.decisions();
        });
        if (!vectors.isEmpty()) {
            index(vectors);
        }
        return stored != null ? stored : remember(transaction.execute(status -> begin(tenant, taken.subject, taken.said)), alongside);
    }

    private static List<CitedTurn> cited(List<ConversationTurns> taken, Decision decision) {
        return taken.stream().filter(one -> one.conversation().equals(decision.conversation())).flatMap(one -> one.turns().stream())
                .filter(turn -> turn.seq() == decision.seq()).findFirst().map(NumberedTurn::cited).orElse(List.of());
    }

    /** What was said before is found at once for all turns; only what these say for the first time is stored, and looked for among what they said themselves. */
    private void record(String tenant, String subject, List<Decision> kept, List<ConversationTurns> taken) {
        Map<UUID, SpokenCorrection> corrections = new HashMap<>();
        kept.forEach(said -> SpokenCorrection.in(said.turn().text()).ifPresent(correction -> corrections.put(said.id(), correction)));
        Set<UUID> again = recording.saidAgain(tenant, subject, kept.stream().filter(said -> !corrections.containsKey(said.id())).toList());
        boolean stored = false;
        for (Decision said : kept.stream().filter(one -> !again.contains(one.id())).toList()) {
            Optional<SpokenCorrection> correction = Optional.ofNullable(corrections.get(said.id()));
            Optional<Decision> corrected = correction.flatMap(one -> corrected(tenant, said, one, cited(taken, said)));
            if (corrected.isPresent()) {
                decisions.corrects(tenant, said.id(), corrected.get().id());
                recording.correction(tenant, said, corrected.get());
            } else if (stored || correction.isPresent()) {
                recording.firstUtterance(tenant, said);
            } else {
                recording.newUtterance(tenant, said);
            }
            stored = true;
        }
    }

    /** Of what the answer before it cites, or else of what was told before it. */
    private Optional<Decision> corrected(String tenant, Decision said, SpokenCorrection correction, List<CitedTurn> cited) {
        return cited.stream().map(turn -> decisions.ofTurn(tenant, said.subject(), turn.conversation(), turn.seq())).flatMap(Optional::stream)
                .filter(turn -> correction.corrects(turn.turn().text())).findFirst().or(() -> {
                    List<Decision> before = decisions.before(tenant, said, Dialogue.TURNS);
                    OptionalInt told = CorrectedTurn.of(said.turn(), correction, before.stream().map(Decision::turn).toList());
                    return told.isPresent() ? Optional.of(before.get(told.getAsInt())) : Optional.empty();
                });
    }

    /** What is stored is stored: without the index recalling takes longer, and that is all. */
    private void index(List<float[]> stored) {
        try {
            Map<Integer, Long> byWidth = stored.stream().collect(Collectors.groupingBy(vector -> vector.length, Collectors.counting()));
            TenantScope.overAll(() -> byWidth.forEach((width, added) -> index.buildIfNeeded(width, added.intValue())));
        } catch (RuntimeException e) {
            log.warn("The index over what is remembered can't be made for now: {}. It is tried again later", e.toString());
        }
    }
}
