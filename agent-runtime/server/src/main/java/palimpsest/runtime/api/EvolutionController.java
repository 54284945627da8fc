package palimpsest.runtime.api;

import static palimpsest.runtime.api.EventView.map;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.memory.meta.evolve.EvolutionSettings;
import palimpsest.memory.meta.evolve.Evolutions;
import palimpsest.memory.meta.evolve.TrainingCase;
import palimpsest.memory.meta.evolve.TrainingCaseReader;
import palimpsest.memory.meta.evolve.Trajectory;
import palimpsest.memory.meta.feedback.FeedbackStore;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.conversation.Tenancy;
import tools.jackson.databind.JsonNode;

/** Evolutions: background work that learns rules from labelled questions. */
@RestController
@RequestMapping("/api/meta-memory/evolutions")
@Tag(name = "Meta-memory")
class EvolutionController {

    private static final int LISTED = 100;
    private static final int MOST_TRAJECTORIES = 500;

    private final Evolutions evolutions;
    private final FeedbackStore feedback;
    private final Tenancy tenancy;
    private final TrainingCaseReader reader = new TrainingCaseReader();

    EvolutionController(Evolutions evolutions, FeedbackStore feedback, Tenancy tenancy) {
        this.evolutions = evolutions;
        this.feedback = feedback;
        this.tenancy = tenancy;
    }

    /** All but the cases is optional; {@code from_feedback} takes what people said of answers, besides the cases. */
    record EvolutionRequest(@Nullable List<JsonNode> cases, @JsonProperty("from_feedback") @Nullable Boolean fromFeedback, @Nullable Integer rollouts,
                            @Nullable Double temperature, @Nullable Integer batch,
                            @Nullable Integer epochs, @Nullable Integer folds, @JsonProperty("cross_validate") @Nullable Boolean crossValidate,
                            @JsonProperty("max_calls") @Nullable Integer maxCalls, @JsonProperty("max_tokens") @Nullable Long maxTokens, @Nullable Double level) {
        EvolutionSettings settings() {
            var usual = EvolutionSettings.DEFAULT;
            return new EvolutionSettings(or(rollouts, usual.rollouts()), or(temperature, usual.temperature()), or(batch, usual.batch()),
                    or(epochs, usual.epochs()), or(folds, usual.folds()), or(crossValidate, usual.crossValidate()), or(maxCalls, usual.maxCalls()),
                    or(maxTokens, usual.maxTokens()), or(level, usual.level()));
        }

        private static <T> T or(T value, T usual) {
            return Objects.requireNonNullElse(value, usual);
        }
    }

    record ResumeRequest(@JsonProperty("max_calls") @Nullable Integer maxCalls, @JsonProperty("max_tokens") @Nullable Long maxTokens) {}

    @PostMapping
    ResponseEntity<SequencedMap<String, Object>> start(@RequestBody EvolutionRequest request) {
        String tenant = tenancy.current();
        EvolutionSettings settings = settings(request);
        try {
            List<TrainingCase> cases = new ArrayList<>(Boolean.TRUE.equals(request.fromFeedback()) ? feedback.cases(tenant) : List.of());
            List<JsonNode> given = Objects.requireNonNullElse(request.cases(), List.of());
            for (int i = 0; i < given.size(); i++) {
                cases.add(reader.read(given.get(i), "cases[" + i + "]"));
            }
            UUID id = evolutions.start(tenant, settings, cases);
            return ResponseEntity.accepted().location(URI.create("/api/meta-memory/evolutions/" + id)).body(EvolutionView.of(evolutions.find(tenant, id)));
        } catch (IllegalArgumentException e) {
            throw RequestRefused.invalid("cases", e.getMessage());
        }
    }

    private static EvolutionSettings settings(EvolutionRequest request) {
        try {
            return request.settings();
        } catch (IllegalArgumentException e) {
            throw outOfRange(e);
        }
    }

    /** The message begins with the setting that is out of range. */
    private static RequestRefused outOfRange(IllegalArgumentException e) {
        return RequestRefused.invalid(e.getMessage().substring(0, e.getMessage().indexOf(' ')), e.getMessage());
    }

    @GetMapping
    List<SequencedMap<String, Object>> all() {
        return EvolutionView.of(evolutions.all(tenancy.current(), LISTED));
    }

    @GetMapping("/{id}")
    SequencedMap<String, Object> one(@PathVariable UUID id) {
        return EvolutionView.of(evolutions.find(tenancy.current(), id));
    }

    /** Attempts in the order in which they were made, of one question or of all. */
    @GetMapping("/{id}/trajectories")
    SequencedMap<String, Object> trajectories(@PathVariable UUID id, @RequestParam(name = "question_id", required = false) String questionId,
                                              @RequestParam(defaultValue = "0") int offset, @RequestParam(defaultValue = "100") int limit) {
        Parameters.within("offset", offset, 0, Integer.MAX_VALUE);
        Parameters.within("limit", limit, 1, MOST_TRAJECTORIES);
        String tenant = tenancy.current();
        List<Trajectory> wanted = Trajectory.of(evolutions.cases(tenant, id), evolutions.items(tenant, id)).stream()
                .filter(trajectory -> questionId == null || questionId.equals(trajectory.questionId())).toList();
        return map("total", wanted.size(), "trajectories", wanted.stream().skip(offset).limit(limit)
                .map(EvolutionView::trajectory).toList());
    }

    @PostMapping("/{id}/cancel")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void cancel(@PathVariable UUID id) {
        evolutions.cancel(tenancy.current(), id);
    }

    @PostMapping("/{id}/resume")
    ResponseEntity<SequencedMap<String, Object>> resume(@PathVariable UUID id, @RequestBody(required = false) ResumeRequest request) {
        try {
            boolean resumed = evolutions.resume(tenancy.current(), id, request == null ? null : request.maxCalls(), request == null ? null : request.maxTokens());
            if (!resumed) {
                throw new RequestRefused(Reason.OVERTAKEN, "The evolution is at work, or done: only one that was cancelled, failed or met its budget can be resumed.");
            }
            return ResponseEntity.accepted().body(one(id));
        } catch (IllegalArgumentException e) {
            throw outOfRange(e);
        }
    }
}
