-- Documents that came since the last look for passages without embeddings: found without going over all passages.
create index document_created on document (created_at);
