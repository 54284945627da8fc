package palimpsest.runtime.api;

import static palimpsest.runtime.api.EventView.map;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.memory.meta.MetaMemoryRules;
import palimpsest.memory.meta.MetaMemoryVersion;
import palimpsest.memory.meta.MetaMemoryVersions;
import palimpsest.memory.meta.RuleOperations;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.conversation.Tenancy;

/** Learned rules on how to use memories: the version in force, earlier ones, what changed between them, and the way back. */
@RestController
@RequestMapping("/api/meta-memory")
@Tag(name = "Meta-memory")
class MetaMemoryController {

    private final MetaMemoryVersions versions;
    private final Tenancy tenancy;

    MetaMemoryController(MetaMemoryVersions versions, Tenancy tenancy) {
        this.versions = versions;
        this.tenancy = tenancy;
    }

    record RulesRequest(List<String> rules, @JsonProperty("base_version") Integer baseVersion) {}

    @GetMapping
    SequencedMap<String, Object> current() {
        return view(versions.current(tenancy.current()));
    }

    /** Puts rules of a person in force. */
    @PutMapping
    SequencedMap<String, Object> edit(@RequestBody RulesRequest request) {
        if (request.rules() == null || request.baseVersion() == null) {
            throw RequestRefused.invalid(request.rules() == null ? "rules" : "base_version", "Send rules (a list of sentences) and base_version (the version that you looked at).");
        }
        try {
            return inForce(versions.edit(tenancy.current(), request.baseVersion(), new MetaMemoryRules(request.rules())));
        } catch (IllegalArgumentException e) {
            throw RequestRefused.invalid("rules", e.getMessage());
        }
    }

    @GetMapping("/versions")
    List<SequencedMap<String, Object>> all() {
        return versions.all(tenancy.current()).stream().map(MetaMemoryController::view).toList();
    }

    @GetMapping("/versions/{number}")
    SequencedMap<String, Object> one(@PathVariable int number) {
        return view(versions.version(tenancy.current(), number));
    }

    @GetMapping("/versions/{number}/diff")
    MetaMemoryVersions.Difference difference(@PathVariable int number, @RequestParam(required = false) Integer from) {
        return versions.difference(tenancy.current(), from, number);
    }

    @PostMapping("/versions/{number}/rollback")
    SequencedMap<String, Object> rollback(@PathVariable int number) {
        return inForce(versions.rollback(tenancy.current(), number));
    }

    private static SequencedMap<String, Object> inForce(Optional<MetaMemoryVersion> stored) {
        return stored.map(MetaMemoryController::view).orElseThrow(() -> new RequestRefused(Reason.OVERTAKEN,
                "Another version came into force meanwhile: look at /api/meta-memory and try again."));
    }

    private static SequencedMap<String, Object> view(MetaMemoryVersion version) {
        return map("version", version.number(), "origin", version.number() == 0 ? "none" : version.origin().name().toLowerCase(Locale.ROOT),
                "rules", version.rules().rules(), "operations", RuleOperations.toJson(version.operations()),
                "held_out", version.heldOut() == null ? null : EvolutionView.test(version.heldOut()), "restores", version.restores(),
                "evolution_id", version.evolutionId(), "created_at", version.createdAt());
    }
}
