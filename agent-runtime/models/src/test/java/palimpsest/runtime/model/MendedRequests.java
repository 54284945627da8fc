package palimpsest.runtime.model;

import dev.langchain4j.model.chat.request.ChatRequest;
import palimpsest.testkit.ValidRequests;

/** For models in a test's own process, which are asked without the edge that a provider has before it. */
public final class MendedRequests {

    private MendedRequests() {}

    /** @throws AssertionError when a provider would refuse the request as the edge sends it */
    public static void check(ChatRequest request) {
        ValidRequests.check(ProviderRequest.of(request).request());
    }
}
