package sample;

import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import palimpsest.agent.AgentAnswer;
import palimpsest.agent.PalimpsestAiService;

/** An agent, declared by its interface. */
@PalimpsestAiService(name = "harbor-master", documents = "${harbor.documents}")
@SystemMessage("You answer ships' crews. Be brief.")
public interface HarborMaster {

    AgentAnswer answer(@MemoryId String ship, @UserMessage String question);

    @UserMessage("May a ship that draws {{draught}} meters come in at {{place}}?")
    Result<String> mayEnter(@V("draught") double draught, @V("place") String place);
}
