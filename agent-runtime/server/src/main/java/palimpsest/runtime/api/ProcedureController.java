package palimpsest.runtime.api;

import static palimpsest.runtime.api.EventView.map;

import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.memory.pack.PackLibrary;
import palimpsest.memory.pack.procedure.Act;
import palimpsest.memory.pack.procedure.Hearing;
import palimpsest.memory.pack.procedure.ProcedureState;
import palimpsest.memory.pack.procedure.Stage;
import palimpsest.runtime.conversation.AgentPacks;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.Tenancy;

/** How far the hearings of a conversation have come. */
@RestController
@RequestMapping("/api/conversations/{id}/procedure")
@Tag(name = "Procedure")
class ProcedureController {

    private final Conversations conversations;
    private final AgentPacks packs;
    private final Tenancy tenancy;

    ProcedureController(Conversations conversations, AgentPacks packs, Tenancy tenancy) {
        this.conversations = conversations;
        this.packs = packs;
        this.tenancy = tenancy;
    }

    @GetMapping
    SequencedMap<String, Object> procedure(@PathVariable UUID id) {
        List<Hearing> hearings = conversations.state(tenancy.current(), id).hearings();
        Optional<PackLibrary> library = packs.of(tenancy.current(), id);
        return map("pack", library.map(found -> found.pack().name()).orElse(null), "hearings", hearings.stream().map(hearing -> hearing(hearing, library)).toList());
    }

    /** Without the pack that it was begun under only what was done is known. */
    private static SequencedMap<String, Object> hearing(Hearing hearing, Optional<PackLibrary> library) {
        var view = map("court_type", hearing.courtType(), "pack", hearing.pack(), "stage", hearing.state().stage(), "done", hearing.state().done());
        library.filter(found -> found.pack().name().equals(hearing.pack())).flatMap(found -> found.rules(hearing.courtType())).ifPresent(rules -> {
            ProcedureState state = hearing.state();
            view.putAll(map("title", rules.procedure().title(), "complete", rules.missing(state).isEmpty(),
                    "stages", rules.procedure().stages().stream().map(stage -> stage(stage, state)).toList(),
                    "missing", rules.missing(state).stream().map(Act::id).toList(), "open", rules.open(state).stream().map(Act::id).toList(), "next", rules.next(state)));
        });
        view.put("breaches", hearing.breaches().stream().map(breach -> map("act", breach.act(), "violations", breach.violations())).toList());
        return view;
    }

    private static SequencedMap<String, Object> stage(Stage stage, ProcedureState state) {
        return map("id", stage.id(), "title", stage.title(), "current", stage.id().equals(state.stage()),
                "complete", stage.required().stream().allMatch(act -> state.has(act.id())),
                "acts", stage.acts().stream().map(act -> map("id", act.id(), "title", act.title(), "required", act.required(), "done", state.has(act.id()))).toList());
    }
}
