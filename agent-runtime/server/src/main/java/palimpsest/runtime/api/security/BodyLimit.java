package palimpsest.runtime.api.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses a body that is too large: by the length that it declares, or as soon as more was read. Uploads and imports, which have
 * limits of their own, are left alone.
 */
public final class BodyLimit extends OncePerRequestFilter {

    private static final String IMPORT = "/api/conversations/import";

    private final DataSize most;
    private final Refusals refusals;

    public BodyLimit(DataSize most, Refusals refusals) {
        this.most = most;
        this.refusals = refusals;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.regionMatches(true, 0, "multipart/", 0, "multipart/".length())
                || request.getRequestURI().equals(request.getContextPath() + IMPORT);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws ServletException, IOException {
        if (request.getContentLengthLong() > most.toBytes()) {
            refuse(request, response);
            return;
        }
        var measured = new Measured(request, most.toBytes());
        try {
            chain.doFilter(measured, response);
        } finally {
            // whatever was made of the broken stream, the reason is this
            if (measured.exceeded && !response.isCommitted()) {
                response.reset();
                refuse(request, response);
            }
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        refusals.write(request, response, HttpStatus.CONTENT_TOO_LARGE, "body-too-large", "Body too large", "The body is larger than " + most.toBytes()
                + " bytes: send less, upload texts as documents, or raise palimpsest.security.max-body.", "request_too_large");
    }

    /** A request whose body breaks off after so many bytes. */
    private static final class Measured extends HttpServletRequestWrapper {

        private final long most;
        private ServletInputStream stream;
        private boolean exceeded;

        Measured(HttpServletRequest request, long most) {
            super(request);
            this.most = most;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            if (stream == null) {
                stream = new MeasuredStream(super.getInputStream());
            }
            return stream;
        }

        @Override
        public BufferedReader getReader() throws IOException {
            String encoding = getCharacterEncoding();
            return new BufferedReader(new InputStreamReader(getInputStream(), encoding == null ? StandardCharsets.UTF_8.name() : encoding));
        }

        private final class MeasuredStream extends ServletInputStream {

            private final ServletInputStream body;
            private long read;

            MeasuredStream(ServletInputStream body) {
                this.body = body;
            }

            @Override
            public int read() throws IOException {
                int value = body.read();
                count(value < 0 ? 0 : 1);
                return value;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = body.read(buffer, offset, length);
                count(Math.max(count, 0));
                return count;
            }

            private void count(int bytes) throws IOException {
                read += bytes;
                if (read > most) {
                    exceeded = true;
                    throw new IOException("The body is larger than " + most + " bytes.");
                }
            }

            @Override
            public boolean isFinished() {
                return body.isFinished();
            }

            @Override
            public boolean isReady() {
                return body.isReady();
            }

            @Override
            public void setReadListener(ReadListener listener) {
                body.setReadListener(listener);
            }
        }
    }
}
