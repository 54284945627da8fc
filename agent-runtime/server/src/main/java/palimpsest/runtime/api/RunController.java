package palimpsest.runtime.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.memory.conversation.Conversation;
import palimpsest.memory.run.RunRow;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.RunControl;
import palimpsest.runtime.conversation.Tenancy;

/** Runs: look at them, let them wait, go on, end, try again, branch off; decide on their calls. */
@RestController
@Tag(name = "Runs")
class RunController {

    private final RunControl runs;
    private final Tenancy tenancy;

    RunController(RunControl runs, Tenancy tenancy) {
        this.runs = runs;
        this.tenancy = tenancy;
    }

    record RunView(UUID id, @JsonProperty("conversation_id") UUID conversationId, @JsonProperty("agent_id") UUID agentId, String state, int steps,
                   long tokens, @JsonProperty("waiting_for") @Nullable String waitingFor, @JsonProperty("waits_until") @Nullable Instant waitsUntil,
                   @JsonProperty("ended_by") @Nullable String endedBy, @JsonProperty("created_at") Instant createdAt,
                   @JsonProperty("started_at") @Nullable Instant startedAt, @JsonProperty("ended_at") @Nullable Instant endedAt) {
        static RunView of(RunRow run) {
            return new RunView(run.id(), run.conversationId(), run.agentId(), run.state().label(), run.steps(), run.tokens(), run.parkedFor(),
                    run.parkedUntil(), run.endedBy(), run.createdAt(), run.startedAt(), run.endedAt());
        }
    }

    record DecisionRequest(Boolean approved, @Nullable String reason, @Nullable String result) {}

    record ForkView(@JsonProperty("conversation_id") UUID conversationId, String title) {}

    @GetMapping("/api/conversations/{id}/runs")
    List<RunView> ofConversation(@PathVariable UUID id) {
        return runs.ofConversation(tenancy.current(), id).stream().map(RunView::of).toList();
    }

    @GetMapping("/api/runs/{id}")
    RunView one(@PathVariable UUID id) {
        return RunView.of(runs.find(tenancy.current(), id));
    }

    @PostMapping("/api/runs/{id}/pause")
    @ResponseStatus(HttpStatus.ACCEPTED)
    RunView pause(@PathVariable UUID id) {
        runs.pause(tenancy.current(), id);
        return one(id);
    }

    @PostMapping("/api/runs/{id}/resume")
    @ResponseStatus(HttpStatus.ACCEPTED)
    RunView resume(@PathVariable UUID id) {
        runs.resume(tenancy.current(), id);
        return one(id);
    }

    @PostMapping("/api/runs/{id}/cancel")
    @ResponseStatus(HttpStatus.ACCEPTED)
    RunView cancel(@PathVariable UUID id) {
        runs.cancel(tenancy.current(), id);
        return one(id);
    }

    @PostMapping("/api/runs/{id}/retry")
    @ResponseStatus(HttpStatus.ACCEPTED)
    RunView retry(@PathVariable UUID id, @RequestParam(name = "from_step", required = false) Integer fromStep) {
        runs.retry(tenancy.current(), id, fromStep);
        return one(id);
    }

    @PostMapping("/api/runs/{id}/fork")
    ResponseEntity<ForkView> fork(@PathVariable UUID id, @RequestParam(name = "from_step", required = false) Integer fromStep) {
        Conversation fork = runs.fork(tenancy.current(), id, fromStep);
        return ResponseEntity.created(URI.create("/api/conversations/" + fork.id())).body(new ForkView(fork.id(), fork.title()));
    }

    @PostMapping("/api/runs/{id}/approvals/{callId}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    RunView decide(@PathVariable UUID id, @PathVariable String callId, @RequestBody DecisionRequest request) {
        if (request.approved() == null && request.result() == null) {
            throw RequestRefused.invalid("approved", "Say approved: true or approved: false, or give the result in the tool's place.");
        }
        runs.decide(tenancy.current(), id, callId, Boolean.TRUE.equals(request.approved()), request.reason(), request.result());
        return one(id);
    }
}
