package palimpsest.restarted;

import palimpsest.agent.AgentAnswer;
import palimpsest.agent.PalimpsestAiService;

/** Of an application whose classes have a loader of their own. */
@PalimpsestAiService
public interface Weaver {
    AgentAnswer answer(String question);
}
