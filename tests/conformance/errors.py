"""The errors of spec 3, as both protocols name them."""

from __future__ import annotations

import dataclasses

MODELLED = "com.amazonaws.sqs"
FRAMEWORK = "com.amazon.coral.service"


@dataclasses.dataclass(frozen=True)
class Row:
    code: str  # Query's <Code>, and the first half of x-amzn-query-error
    status: int
    namespace: str = MODELLED


#: By the JSON shape's name.
CATALOGUE = {
    "QueueDoesNotExist": Row("AWS.SimpleQueueService.NonExistentQueue", 400),
    "QueueNameExists": Row("QueueAlreadyExists", 400),
    "QueueDeletedRecently": Row("AWS.SimpleQueueService.QueueDeletedRecently", 400),
    "PurgeQueueInProgress": Row("AWS.SimpleQueueService.PurgeQueueInProgress", 403),
    "TooManyEntriesInBatchRequest": Row(
        "AWS.SimpleQueueService.TooManyEntriesInBatchRequest", 400
    ),
    "EmptyBatchRequest": Row("AWS.SimpleQueueService.EmptyBatchRequest", 400),
    "BatchEntryIdsNotDistinct": Row("AWS.SimpleQueueService.BatchEntryIdsNotDistinct", 400),
    "InvalidBatchEntryId": Row("AWS.SimpleQueueService.InvalidBatchEntryId", 400),
    "BatchRequestTooLong": Row("AWS.SimpleQueueService.BatchRequestTooLong", 400),
    "ReceiptHandleIsInvalid": Row("ReceiptHandleIsInvalid", 404),
    "InvalidAttributeName": Row("InvalidAttributeName", 400),
    "InvalidAttributeValue": Row("InvalidAttributeValue", 400),
    "InvalidMessageContents": Row("InvalidMessageContents", 400),
    "OverLimit": Row("OverLimit", 403),
    "ResourceNotFoundException": Row("ResourceNotFoundException", 404),
    "UnsupportedOperation": Row("AWS.SimpleQueueService.UnsupportedOperation", 400),
    "InvalidParameterValueException": Row("InvalidParameterValue", 400, FRAMEWORK),
    "MissingRequiredParameterException": Row("MissingParameter", 400, FRAMEWORK),
}

NO_QUEUE = {
    "json": "The specified queue does not exist.",
    "query": "The specified queue does not exist for this wsdl version.",
}
