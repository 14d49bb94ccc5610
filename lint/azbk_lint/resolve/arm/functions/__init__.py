"""The functions of ARM templates, by kind; importing the package registers them all.

Source: learn.microsoft.com, "ARM template functions" (template-functions.md and its pages by kind). What the pages leave
out and the service has (flatten, distinct, tryGet, shallowMerge, parseUri …) follows Bicep's list of functions.
"""

from azbk_lint.resolve.arm.functions import (  # noqa: F401 - each registers its functions
    array_object,
    cidr,
    collection,
    comparison,
    date,
    deployment,
    encoding,
    format_,
    hashing,
    lambda_,
    logical,
    number,
    resource,
    runtime,
    scope,
    string,
)
