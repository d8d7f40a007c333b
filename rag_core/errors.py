"""Everything the core can refuse, each with one sentence that names the thing and the remedy.

CoreError
├── SourceError          a source cannot be read: path, URL, zip, page
├── EmbeddingError       the embedding cannot be loaded or called
├── StoreError           the index cannot be read or written
│   ├── NoIndex          nothing was ingested yet
│   ├── IndexDamaged     what is stored is not what was written
│   ├── IndexMismatch    built by another embedding or an older layout
│   ├── IndexBusy        another process is writing
│   └── IndexUnavailable the store cannot be reached or opened
├── JournalError         the journal cannot be opened, read or written
│   └── JournalTooNew    a newer release has written it
└── ModelError           the language model gave no usable reply
    ├── ModelRefused     key, balance, model name or request: a retry changes nothing
    │   └── PromptTooLong this one request is longer than the model takes
    ├── ModelOverloaded  429, 5xx, cut connections: all tries are spent
    ├── ModelTimeout     no first token, or no end, within the deadline
    └── ModelMalformed   HTML, an empty reply or one that is not what the protocol says
"""

from __future__ import annotations


class CoreError(Exception):
    """Root of the tree. `str(error)` is the sentence a person reads; it holds no secret and no question text."""


class SourceError(CoreError):
    """A source cannot be read."""


class EmbeddingError(CoreError):
    """The embedding cannot be loaded or called."""


class StoreError(CoreError):
    """The index cannot be read or written."""


class NoIndex(StoreError):
    """Nothing was ingested yet."""


class IndexDamaged(StoreError):
    """What is stored is not what was written."""


class IndexMismatch(StoreError):
    """The index was built by another embedding or an older layout."""


class IndexBusy(StoreError):
    """Another process is writing the index."""


class IndexUnavailable(StoreError):
    """The store cannot be reached or opened."""


class JournalError(CoreError):
    """The journal cannot be opened, read or written."""


class JournalTooNew(JournalError):
    """A newer release has written the journal."""


class ModelError(CoreError):
    """The language model gave no usable reply."""


class ModelRefused(ModelError):
    """Key, balance, model name or request are wrong: a retry changes nothing."""


class PromptTooLong(ModelRefused):
    """This one request is longer than the model takes; the model itself is well."""


class ModelOverloaded(ModelError):
    """429, 5xx and cut connections until all tries were spent."""


class ModelTimeout(ModelError):
    """No first token, or no end, within the deadline."""


class ModelMalformed(ModelError):
    """HTML, an empty reply or one that is not what the protocol says."""
