"""Examples of every function, by the page of learn.microsoft.com that documents it (template-functions-PAGE.md)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias
from uuid import UUID, uuid5

import pytest

from azbk_lint.model.resource import Resolved
from azbk_lint.model.value import Symbolic, Unknown, Value
from azbk_lint.resolve.arm.registry import FUNCTIONS

Evaluate: TypeAlias = Callable[[str], Value]

NAMESPACE = UUID("11fb06fb-712d-4ddd-98c7-e71bbd588830")

GROUP = "/subscriptions/S/resourceGroups/G"
OTHER = "11111111-1111-1111-1111-111111111111"
VM = (
    "/subscriptions/31e9f9a0-9fd2-4294-a0a3-0101246d9700/resourceGroups/rg-modm201-20230913120256"
    "/providers/Microsoft.Compute/virtualMachines/bobjacmodm201"
)

GIVEN: dict[str, Any] = {
    "empty": {},
    "ab": {"one": "a", "two": "b"},
    "object": {"propA": "one", "propB": "two", "propC": {"propD": "sub", "propE": "sub"}},
    "first": {"one": "a", "two": "b", "three": "c1"},
    "second": {"three": "c2", "four": "d", "five": "e"},
    "numbers": ["one", "two", "three"],
    "ints": [0, 3, 2, 5, 4],
    "objectToTest": {"one": "a", "two": "b", "three": "c"},
    "dogs": [
        {"name": "Evie", "age": 5, "interests": ["Ball", "Frisbee"]},
        {"name": "Casper", "age": 3, "interests": ["Other dogs"]},
        {"name": "Indy", "age": 2, "interests": ["Butter"]},
        {"name": "Kira", "age": 8, "interests": ["Rubs"]},
    ],
    "cased": {"defKey": 1, "ABCKey": 2, "abcKey": 3},
    "deep": {"p": {"one": "a", "three": "c1"}, "n": [1, 2]},
    "deeper": {"p": {"three": "c2", "four": "d"}, "n": [3, 4]},
    "nested": {"a": {"x": 1, "y": [1]}, "b": 1},
    "other": {"a": {"y": [2], "z": 3}, "c": None},
    "toTest": [1, 2, "1", True, None],
    "text": "The quick brown fox",
}

ARRAY = [
    ("array(1)", [1]),
    ("array('efgh')", ["efgh"]),
    ("array(parameters('ab'))", [{"one": "a", "two": "b"}]),
    ("array(parameters('numbers'))", ["one", "two", "three"]),
    ("concat(createArray('1-1', '1-2', '1-3'), createArray('2-1', '2-2', '2-3'))", ["1-1", "1-2", "1-3", "2-1", "2-2", "2-3"]),
    ("concat(createArray(), createArray())", []),
    ("contains('OneTwoThree', 'e')", True),
    ("contains('OneTwoThree', 'z')", False),
    ("contains('OneTwoThree', 'one')", False),
    ("contains(parameters('objectToTest'), 'one')", True),
    ("contains(parameters('objectToTest'), 'ONE')", True),
    ("contains(parameters('objectToTest'), 'a')", False),
    ("contains(parameters('numbers'), 'three')", True),
    ("contains(parameters('numbers'), 'THREE')", False),
    ("contains(parameters('numbers'), 'four')", False),
    ("contains(parameters('toTest'), '1')", True),
    ("contains(createArray(1, 2), '1')", False),
    ("contains(createArray(true()), 1)", False),
    ("contains('a1b', 1)", True),
    ("contains(createArray(createArray(1), createArray(2)), createArray(2))", True),
    ("createArray('a', 'b', 'c')", ["a", "b", "c"]),
    ("createArray(1, 2, 3)", [1, 2, 3]),
    ("createArray(parameters('objectToTest'))", [{"one": "a", "two": "b", "three": "c"}]),
    ("createArray(createArray('one', 'two', 'three'))", [["one", "two", "three"]]),
    ("createArray()", []),
    ("empty(createArray())", True),
    ("empty(parameters('empty'))", True),
    ("empty('')", True),
    ("empty(null())", True),
    ("empty('a')", False),
    ("empty(createArray(1))", False),
    ("first(parameters('numbers'))", "one"),
    ("first('One Two Three')", "O"),
    ("first(createArray())", None),
    ("first('')", ""),
    ("indexOf(createArray('one', 'two', 'three'), 'two')", 1),
    ("indexOf(createArray('one', 'two', 'three'), 'Two')", -1),
    ("indexOf(createArray(4, 8, 2, 8), 8)", 1),
    ("indexOf(createArray(createArray('a'), createArray('b')), createArray('b'))", 1),
    ("indexOf(createArray(), 'x')", -1),
    ("lastIndexOf(createArray('one', 'two', 'three', 'two'), 'two')", 3),
    ("lastIndexOf(createArray(8, 4, 8), 8)", 2),
    ("lastIndexOf(createArray(8, 4), 5)", -1),
    ("intersection(createArray('one', 'two', 'three'), createArray('two', 'three'))", ["two", "three"]),
    ("intersection(createArray('c', 'a', 'b'), createArray('b', 'c'))", ["c", "b"]),
    ('intersection(parameters(\'objectToTest\'), json(\'{"one": "a", "two": "z", "three": "c"}\'))', {"one": "a", "three": "c"}),
    ("intersection(createArray(1), createArray('1'))", []),
    ("last(parameters('numbers'))", "three"),
    ("last('One Two Three')", "e"),
    ("last(createArray())", None),
    ("length(parameters('numbers'))", 3),
    ("length('One Two Three')", 13),
    ("length(parameters('object'))", 3),
    ("length(createArray())", 0),
    ("max(parameters('ints'))", 5),
    ("max(0, 3, 2, 5, 4)", 5),
    ("min(parameters('ints'))", 0),
    ("min(0, 3, 2, 5, 4)", 0),
    ("min(-3, 2)", -3),
    ("range(5, 3)", [5, 6, 7]),
    ("range(0, 0)", []),
    ("range(-1, 2)", [-1, 0]),
    ("skip(parameters('numbers'), 2)", ["three"]),
    ("skip('one two three', 4)", "two three"),
    ("skip(parameters('numbers'), 9)", []),
    ("skip(parameters('numbers'), -1)", ["one", "two", "three"]),
    ("take(parameters('numbers'), 2)", ["one", "two"]),
    ("take('one two three', 2)", "on"),
    ("take('ab', 9)", "ab"),
    ("take('ab', -1)", ""),
    ("take(parameters('numbers'), 0)", []),
    ("tryGet(createArray('one', 'two'), 1)", "two"),
    ("tryGet(createArray('one', 'two'), 2)", None),
    ("tryIndexFromEnd(createArray('a', 'b'), 1)", "b"),
    ("tryIndexFromEnd(createArray('a', 'b'), 3)", None),
    ("tryIndexFromEnd(createArray('a', 'b'), 0)", None),
    ("indexFromEnd(createArray('a', 'b', 'c'), 2)", "b"),
    ("union(createArray('one', 'two', 'three'), createArray('three', 'four'))", ["one", "two", "three", "four"]),
    ("union(createArray(1), createArray('1', 1))", [1, "1"]),
    ("union(createArray('a', 'a'), createArray())", ["a"]),
    ("flatten(createArray(createArray('one'), createArray('two', 'three')))", ["one", "two", "three"]),
    ("flatten(createArray(createArray(createArray('one')), createArray()))", [["one"]]),
    ("distinct(createArray(1, 2, 1, '1'))", [1, 2, "1"]),
    ("distinct(createArray(true(), 1, 1))", [True, 1]),
    ("length(range(0, 10000))", 10000),
]

OBJECT = [
    ("contains(parameters('object'), 'propA')", True),
    (
        "createObject('intProp', 1, 'stringProp', 'abc', 'boolProp', true(), 'nullProp', null())",
        {"intProp": 1, "stringProp": "abc", "boolProp": True, "nullProp": None},
    ),
    ("createObject()", {}),
    ("createObject('a', createArray('a', 'b'), 'o', createObject('k', 1))", {"a": ["a", "b"], "o": {"k": 1}}),
    ("empty(createObject())", True),
    ("intersection(createObject('a', 1), createObject('a', 2))", {}),
    (
        "items(createObject('item002', createObject('enabled', false()), 'item001', createObject('enabled', true())))",
        [{"key": "item001", "value": {"enabled": True}}, {"key": "item002", "value": {"enabled": False}}],
    ),
    ("items(parameters('cased'))", [{"key": "abcKey", "value": 3}, {"key": "ABCKey", "value": 2}, {"key": "defKey", "value": 1}]),
    ("items(createObject())", []),
    ('json(\'{"a": "b"}\')', {"a": "b"}),
    ("json('null')", None),
    ("json('[1, true, \"x\"]')", [1, True, "x"]),
    ("json('{''a'': ''b''}')", {"a": "b"}),
    ("json('1.5')", 1.5),
    ("json('.25')", 0.25),
    ("json('true')", True),
    ("json('\"text\"')", "text"),
    ("json(concat('{\"a\":\"', 'demo value', '\"}'))", {"a": "demo value"}),
    ('json(\'{ // note\n "a": 1, /* b */ "b": [1,] }\')', {"a": 1, "b": [1]}),
    ("json('{a: 1}')", {"a": 1}),
    ("length(createObject('a', 1))", 1),
    ("null()", None),
    ("createArray(null())", [None]),
    ("objectKeys(createObject('b', 1, 'a', 2))", ["a", "b"]),
    ("objectKeys(parameters('cased'))", ["abcKey", "ABCKey", "defKey"]),
    ("shallowMerge(createArray(createObject('a', 1), createObject('b', 2)))", {"a": 1, "b": 2}),
    ("shallowMerge(createArray(parameters('nested'), parameters('other')))", {"a": {"y": [2], "z": 3}, "b": 1, "c": None}),
    ("shallowMerge(createArray())", {}),
    ("union(parameters('first'), parameters('second'))", {"one": "a", "two": "b", "three": "c2", "four": "d", "five": "e"}),
    ("union(parameters('nested'), parameters('other'))", {"a": {"x": 1, "y": [2], "z": 3}, "b": 1, "c": None}),
    ("union(parameters('deep'), parameters('deeper'))", {"p": {"one": "a", "three": "c2", "four": "d"}, "n": [3, 4]}),
    (
        "union(json('[[''one'', ''two''], [''three'']]'), json('[[''three''], [''four'', ''two'']]'))",
        [["one", "two"], ["three"], ["four", "two"]],
    ),
    ("union(parameters('first'), null())", {"one": "a", "two": "b", "three": "c1"}),
    ("union(createObject('A', 1), createObject('a', 2))", {"A": 2}),
    ("tryGet(parameters('ab'), 'one')", "a"),
    ("tryGet(parameters('ab'), 'ONE')", "a"),
    ("tryGet(parameters('ab'), 'nine')", None),
    ("tryGet(null(), 'one')", None),
    ("tryGet(tryGet(parameters('object'), 'propC'), 'propD')", "sub"),
    ("tryGet(parameters('object'), 'propC', 'propD')", "sub"),
    ("tryGet(parameters('object'), 'none', 'propD')", None),
    ("parameters('object').propC.propD", "sub"),
    ("parameters('object')['propC']['propE']", "sub"),
    ("parameters('object').PROPA", "one"),
    ("parameters('dogs')[1].interests[0]", "Other dogs"),
    ("parameters('DOGS')[0].NAME", "Evie"),
    ("mapValues(createObject('a', 1, 'b', 2), lambda('v', add(lambdaVariables('v'), 1)))", {"a": 2, "b": 3}),
]

COMPARISON = [
    ("coalesce(null(), null(), 'fallback')", "fallback"),
    ("coalesce(null(), null(), 1)", 1),
    ("coalesce(null(), null(), parameters('ab'))", {"one": "a", "two": "b"}),
    ("coalesce(null(), null(), parameters('numbers'))", ["one", "two", "three"]),
    ("coalesce(null(), null())", None),
    ("coalesce('', 'x')", ""),
    ("coalesce('x', fail('never'))", "x"),
    ("equals(1, 1)", True),
    ("equals('a', 'a')", True),
    ("equals('a', 'A')", False),
    ("equals(createArray('a', 'b'), createArray('a', 'b'))", True),
    ("equals(createArray('a', 'b'), createArray('b', 'a'))", False),
    ("equals(parameters('ab'), createObject('two', 'b', 'one', 'a'))", True),
    ("equals(1, '1')", False),
    ("equals(true(), 1)", False),
    ("equals(null(), '')", False),
    ("equals(null(), null())", True),
    ("equals(1, 2)", False),
    ("not(equals(1, 2))", True),
    ("greater(1, 2)", False),
    ("greater('A', 'a')", True),
    ("greater('b', 'A')", True),
    ("greaterOrEquals(1, 1)", True),
    ("greaterOrEquals('A', 'a')", True),
    ("less(1, 2)", True),
    ("less('A', 'a')", False),
    ("less('a', 'B')", True),
    ("lessOrEquals(2, 1)", False),
    ("lessOrEquals('a', 'a')", True),
]

LOGICAL = [
    ("and(bool('true'), bool('false'))", False),
    ("and(true(), true(), true())", True),
    ("and(false(), fail('never'))", False),
    ("or(bool('true'), bool('false'))", True),
    ("or(false(), false(), false())", False),
    ("or(true(), fail('never'))", True),
    ("not(bool('true'))", False),
    ("bool('true')", True),
    ("bool('false')", False),
    ("bool(1)", True),
    ("bool(0)", False),
    ("bool('True')", True),
    ("bool('1')", True),
    ("true()", True),
    ("false()", False),
    ("if(equals('a', 'a'), 'yes', 'no')", "yes"),
    ("if(equals('on', 'off'), 'yes', 'no')", "no"),
    ("if(false(), fail('never'), 1)", 1),
    ("if(true(), 1, variables('absent'))", 1),
    ("if('true', 1, 2)", 1),
]

NUMERIC = [
    ("add(5, 3)", 8),
    ("add('5', 3)", 8),
    ("sub(7, 3)", 4),
    ("sub(3, 7)", -4),
    ("mul(5, 3)", 15),
    ("div(8, 3)", 2),
    ("div(-8, 3)", -2),
    ("mod(7, 3)", 1),
    ("mod(-7, 3)", -1),
    ("int('4')", 4),
    ("int(4)", 4),
    ("int('-4')", -4),
    ("float('3.5')", 3.5),
    ("float(3)", 3.0),
    ("add(2147483647, 1)", 2147483648),
]

STRING = [
    ("base64('one, two, three')", "b25lLCB0d28sIHRocmVl"),
    ("base64ToString('b25lLCB0d28sIHRocmVl')", "one, two, three"),
    ("base64ToString(base64('one, two, three'))", "one, two, three"),
    ('base64ToJson(base64(\'{"one": "a", "two": "b"}\'))', {"one": "a", "two": "b"}),
    ("concat('prefix', '-', 'suffix')", "prefix-suffix"),
    ("concat('a', 1, true())", "a1True"),
    ("concat('only')", "only"),
    ("concat('a', null())", "a"),
    ("contains('OneTwoThree', 'Two')", True),
    ("dataUri('Hello')", "data:text/plain;charset=utf8;base64,SGVsbG8="),
    ("dataUriToString('data:;base64,SGVsbG8sIFdvcmxkIQ==')", "Hello, World!"),
    ("dataUriToString(dataUri('Hello'))", "Hello"),
    ("dataUriToString('data:text/plain,Hello%20you')", "Hello you"),
    ("empty('')", True),
    ("endsWith('abcdef', 'ef')", True),
    ("endsWith('abcdef', 'F')", True),
    ("endsWith('abcdef', 'e')", False),
    ("startsWith('abcdef', 'ab')", True),
    ("startsWith('abcdef', 'A')", True),
    ("startsWith('abcdef', 'e')", False),
    ("first('One Two Three')", "O"),
    ("format('{0}, {1}. Formatted number: {2:N0}', 'Hello', 'User', 8175133)", "Hello, User. Formatted number: 8,175,133"),
    ("format('{0}/{1}', 'a', 'b')", "a/b"),
    ("format('{{{0}}}', 1)", "{1}"),
    ("format('{0}{0}', 'a')", "aa"),
    ("format('{0} {1}', true(), false())", "True False"),
    ("format('{0}', createArray(true(), 2893, 'abc'))", "[true,2893,'abc']"),
    ("format('{0}', createObject('a', 'b'))", "{'a':'b'}"),
    ("format('{0}', null())", ""),
    ("format('{0:D3}', 7)", "007"),
    ("format('{0:X2}', 255)", "FF"),
    ("format('{0:x4}', 255)", "00ff"),
    ("format('{0:F1}', 2)", "2.0"),
    ("format('{0:000}', 7)", "007"),
    ("format('{0,5}|{0,-5}|', 'ab')", "   ab|ab   |"),
    ("format('no placeholders')", "no placeholders"),
    ("guid('microsoft.com')", str(uuid5(NAMESPACE, "microsoft.com"))),
    ("guid('a', 'b', 'c')", str(uuid5(NAMESPACE, "a-b-c"))),
    ("indexOf('test', 't')", 0),
    ("indexOf('abcdef', 'CD')", 2),
    ("indexOf('abcdef', 'z')", -1),
    ("lastIndexOf('test', 't')", 3),
    ("lastIndexOf('abcdef', 'AB')", 0),
    ("lastIndexOf('abcdef', 'z')", -1),
    ("join(createArray('one', 'two', 'three'), ',')", "one,two,three"),
    ("join(createArray('one', 'two', 'three'), ';')", "one;two;three"),
    ("join(createArray(1, true()), '-')", "1-True"),
    ("join(createArray(), ',')", ""),
    ("json('{\"a\":1}').a", 1),
    ("last('One Two Three')", "e"),
    ("length('One Two Three')", 13),
    ("padLeft('123', 10, '0')", "0000000123"),
    ("padLeft(5, 3, '0')", "005"),
    ("padLeft('abc', 2, '0')", "abc"),
    ("padLeft('a', 3)", "  a"),
    ("replace('123-123-1234', '-', '')", "1231231234"),
    ("replace('123-123-1234', '1234', 'xxxx')", "123-123-xxxx"),
    ("replace('aAa', 'A', 'b')", "aba"),
    ("skip('one two three', 4)", "two three"),
    ("split('one,two,three', ',')", ["one", "two", "three"]),
    ("split('one;two,three', createArray(',', ';'))", ["one", "two", "three"]),
    ("split('one', ',')", ["one"]),
    ("split('a,,b', ',')", ["a", "", "b"]),
    ("split('aXXb', 'XX')", ["a", "b"]),
    ("string(parameters('ab'))", '{"one":"a","two":"b"}'),
    ("string(createArray('a', 1))", '["a",1]'),
    ("string(5)", "5"),
    ("string(true())", "True"),
    ("string('x')", "x"),
    ("substring('one two three', 4, 3)", "two"),
    ("substring('one two three', 4)", "two three"),
    ("substring('abc', 3)", ""),
    ("take('one two three', 2)", "on"),
    ("toLower('One Two Three')", "one two three"),
    ("toUpper('One Two Three')", "ONE TWO THREE"),
    ("trim('    one two three   ')", "one two three"),
    ("uri('http://contoso.org/firstpath', 'myscript.sh')", "http://contoso.org/myscript.sh"),
    ("uri('http://contoso.org/firstpath/', 'myscript.sh')", "http://contoso.org/firstpath/myscript.sh"),
    ("uri('http://contoso.org/firstpath/azuredeploy.json', 'myscript.sh')", "http://contoso.org/firstpath/myscript.sh"),
    ("uri('http://contoso.org/firstpath/azuredeploy.json/', 'myscript.sh')", "http://contoso.org/firstpath/azuredeploy.json/myscript.sh"),
    ("uri('http://contoso.com/resources/', 'nested/azuredeploy.json')", "http://contoso.com/resources/nested/azuredeploy.json"),
    (
        "uriComponent('http://contoso.com/resources/nested/azuredeploy.json')",
        "http%3A%2F%2Fcontoso.com%2Fresources%2Fnested%2Fazuredeploy.json",
    ),
    (
        "uriComponentToString('http%3A%2F%2Fcontoso.com%2Fresources%2Fnested%2Fazuredeploy.json')",
        "http://contoso.com/resources/nested/azuredeploy.json",
    ),
    ("uriComponent('a b+c')", "a%20b%2Bc"),
    (
        "buildUri(createObject('scheme', 'https', 'host', 'contoso.com', 'port', 8080, 'path', '/a', 'query', '?x=1'))",
        "https://contoso.com:8080/a?x=1",
    ),
    ("parseUri('https://contoso.com:8080/a?x=1').host", "contoso.com"),
    ("parseUri('https://contoso.com/a').port", 443),
    ("like('contoso.com', 'con*.com')", True),
    ("like('contoso.com', '*soz*')", False),
    ("like('abc', 'abc')", True),
    ("like('aXbXc', 'a*b*c')", True),
    ("like('ab', 'ab*b')", False),
    ("concat('it''s')", "it's"),
]

CIDR = [
    (
        "parseCidr('10.144.0.0/20')",
        {
            "network": "10.144.0.0",
            "netmask": "255.255.240.0",
            "broadcast": "10.144.15.255",
            "firstUsable": "10.144.0.1",
            "lastUsable": "10.144.15.254",
            "cidr": 20,
        },
    ),
    (
        "parseCidr('fdad:3236:5555::/48')",
        {
            "network": "fdad:3236:5555::",
            "netmask": "ffff:ffff:ffff::",
            "firstUsable": "fdad:3236:5555::",
            "lastUsable": "fdad:3236:5555:ffff:ffff:ffff:ffff:ffff",
            "cidr": 48,
        },
    ),
    (
        "map(range(0, 5), lambda('i', cidrSubnet('10.144.0.0/20', 24, lambdaVariables('i'))))",
        ["10.144.0.0/24", "10.144.1.0/24", "10.144.2.0/24", "10.144.3.0/24", "10.144.4.0/24"],
    ),
    (
        "map(range(0, 5), lambda('i', cidrSubnet('10.144.0.0/20', 25, lambdaVariables('i'))))",
        ["10.144.0.0/25", "10.144.0.128/25", "10.144.1.0/25", "10.144.1.128/25", "10.144.2.0/25"],
    ),
    (
        "map(range(0, 5), lambda('i', cidrSubnet('fdad:3236:5555::/48', 52, lambdaVariables('i'))))",
        [
            "fdad:3236:5555::/52",
            "fdad:3236:5555:1000::/52",
            "fdad:3236:5555:2000::/52",
            "fdad:3236:5555:3000::/52",
            "fdad:3236:5555:4000::/52",
        ],
    ),
    (
        "map(range(0, 5), lambda('i', cidrHost('10.144.3.0/24', lambdaVariables('i'))))",
        ["10.144.3.1", "10.144.3.2", "10.144.3.3", "10.144.3.4", "10.144.3.5"],
    ),
    ("cidrSubnet('10.0.0.0/16', 16, 0)", "10.0.0.0/16"),
    ("parseCidr('10.0.0.0/32').firstUsable", "10.0.0.0"),
]

DATE = [
    ("dateTimeAdd('2020-04-07 14:53:14Z', 'P3Y')", "4/7/2023 2:53:14 PM"),
    ("dateTimeAdd('2020-04-07 14:53:14Z', '-P9D')", "3/29/2020 2:53:14 PM"),
    ("dateTimeAdd('2020-04-07 14:53:14Z', 'PT1H')", "4/7/2020 3:53:14 PM"),
    ("dateTimeAdd('2020-04-07 14:53:14Z', 'P1M', 'yyyy-MM-dd')", "2020-05-07"),
    ("dateTimeAdd('2020-01-31T00:00:00Z', 'P1M', 'yyyy-MM-dd')", "2020-02-29"),
    ("dateTimeAdd('2020-04-07 14:53:14Z', 'P1Y', 'u')", "2021-04-07 14:53:14Z"),
    ("dateTimeAdd('20200407T145314Z', 'PT10M', 'HH:mm')", "15:03"),
    ("dateTimeAdd('2020-04-07 14:53:14Z', 'P1W', 'o')", "2020-04-14T14:53:14.0000000Z"),
    ("dateTimeAdd('2020-04-07 14:53:14Z', 'PT1S', 'yyyyMMddTHHmmssZ')", "20200407T145315Z"),
    ("dateTimeFromEpoch(1683040573)", "2023-05-02T15:16:13Z"),
    ("dateTimeFromEpoch('0')", "1970-01-01T00:00:00Z"),
    ("dateTimeToEpoch('2023-05-02T15:16:13Z')", 1683040573),
    ("dateTimeToEpoch(dateTimeFromEpoch(1683040573))", 1683040573),
    ("dateTimeToEpoch(dateTimeAdd('2023-01-01T00:00:00Z', 'P1D'))", 1672617600),
]

LAMBDA = [
    ("filter(parameters('dogs'), lambda('dog', greaterOrEquals($dog.age, 5)))[1].name", "Kira"),
    ("length(filter(parameters('dogs'), lambda('dog', greaterOrEquals($dog.age, 5))))", 2),
    ("filter(range(0, 10), lambda('i', greater($i, 5)))", [6, 7, 8, 9]),
    ("filter(range(0, 10), lambda('val', 'i', and(less($i, 2), true())))", [0, 1]),
    ("map(parameters('dogs'), lambda('dog', $dog.name))", ["Evie", "Casper", "Indy", "Kira"]),
    ("map(range(0, 2), lambda('i', concat('Hello ', $i)))", ["Hello 0", "Hello 1"]),
    (
        "map(createArray('a', 'b'), lambda('x', 'i', createObject('i', $i, 'dog', $x)))",
        [{"i": 0, "dog": "a"}, {"i": 1, "dog": "b"}],
    ),
    ("reduce(createArray(5, 3, 2, 8), 0, lambda('cur', 'next', add($cur, $next)))", 18),
    (
        "reduce(createArray(5, 3, 2, 8), 0, lambda('cur', 'next', 'i', if(equals(mod($i, 2), 0), add($cur, $next), $cur)))",
        7,
    ),
    (
        "reduce(createArray(createObject('a', 1), createObject('b', 2)), createObject(), lambda('cur', 'next', union($cur, $next)))",
        {"a": 1, "b": 2},
    ),
    ("reduce(createArray(), 'start', lambda('a', 'b', 'x'))", "start"),
    (
        "map(sort(parameters('dogs'), lambda('a', 'b', less($a.age, $b.age))), lambda('d', $d.name))",
        ["Indy", "Casper", "Evie", "Kira"],
    ),
    ("sort(createArray(3, 1, 2), lambda('x', 'y', greater($x, $y)))", [3, 2, 1]),
    ("toObject(parameters('dogs'), lambda('d', $d.name)).Indy.age", 2),
    (
        "toObject(parameters('dogs'), lambda('d', $d.name), lambda('d', $d.age))",
        {"Evie": 5, "Casper": 3, "Indy": 2, "Kira": 8},
    ),
    ("toObject(createArray(123, 456), lambda('i', string($i)))", {"123": 123, "456": 456}),
    ("groupBy(createArray('foo', 'bar', 'baz'), lambda('x', substring($x, 0, 1)))", {"f": ["foo"], "b": ["bar", "baz"]}),
    (
        "groupBy(createArray('foo', 'bar', 'baz'), lambda('x', substring($x, 0, 1)), lambda('x', toUpper($x)))",
        {"f": ["FOO"], "b": ["BAR", "BAZ"]},
    ),
    (
        "map(createArray(1, 2), lambda('x', map(createArray(10, 20), lambda('y', add($x, $y)))))",
        [[11, 21], [12, 22]],
    ),
]

RESOURCE = [
    (
        "resourceId('Microsoft.Storage/storageAccounts', 'examplestorage')",
        f"{GROUP}/providers/Microsoft.Storage/storageAccounts/examplestorage",
    ),
    (
        "resourceId('otherGroup', 'Microsoft.Storage/storageAccounts', 'st')",
        "/subscriptions/S/resourceGroups/otherGroup/providers/Microsoft.Storage/storageAccounts/st",
    ),
    (
        f"resourceId('{OTHER}', 'otherGroup', 'Microsoft.Storage/storageAccounts', 'st')",
        f"/subscriptions/{OTHER}/resourceGroups/otherGroup/providers/Microsoft.Storage/storageAccounts/st",
    ),
    (
        "resourceId('Microsoft.SQL/servers/databases', 'server', 'db')",
        f"{GROUP}/providers/Microsoft.SQL/servers/server/databases/db",
    ),
    (
        "resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet', 'sub')",
        f"{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/sub",
    ),
    (
        "resourceId('Microsoft.Storage/storageAccounts/', 'st')",
        f"{GROUP}/providers/Microsoft.Storage/storageAccounts/st",
    ),
    (
        "subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'role')",
        "/subscriptions/S/providers/Microsoft.Authorization/roleDefinitions/role",
    ),
    (
        "subscriptionResourceId('other', 'Microsoft.Authorization/roleDefinitions', 'role')",
        "/subscriptions/other/providers/Microsoft.Authorization/roleDefinitions/role",
    ),
    ("tenantResourceId('Microsoft.Authorization/policyDefinitions', 'p')", "/providers/Microsoft.Authorization/policyDefinitions/p"),
    (
        "managementGroupResourceId('mg', 'Microsoft.Authorization/policyDefinitions', 'p')",
        "/providers/Microsoft.Management/managementGroups/mg/providers/Microsoft.Authorization/policyDefinitions/p",
    ),
    (
        "extensionResourceId(resourceId('Microsoft.Storage/storageAccounts', 'st'), 'Microsoft.Authorization/locks', 'lk')",
        f"{GROUP}/providers/Microsoft.Storage/storageAccounts/st/providers/Microsoft.Authorization/locks/lk",
    ),
    (
        "extensionResourceId(resourceGroup().id, 'Microsoft.Authorization/locks', 'lk')",
        f"{GROUP}/providers/Microsoft.Authorization/locks/lk",
    ),
    ("uniqueString('/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/myRg')", "js26ofeqkqeve"),
    (
        f"uniqueString('{VM}')",
        "yvjxno3je5on2",
    ),
]

SCOPE = [
    ("resourceGroup().id", "/subscriptions/S/resourceGroups/G"),
    ("resourceGroup().name", "G"),
    ("resourceGroup().location", "japaneast"),
    ("resourceGroup().type", "Microsoft.Resources/resourceGroups"),
    ("resourceGroup().properties.provisioningState", "Succeeded"),
    ("subscription().id", "/subscriptions/S"),
    ("subscription().subscriptionId", "S"),
    ("tenant().tenantId", "T"),
    ("subscription().tenantId", "T"),
    ("environment().name", "AzureCloud"),
    ("environment().suffixes.storage", "core.windows.net"),
    ("environment().resourceManager", "https://management.azure.com/"),
    ("deployment().properties.mode", "Incremental"),
    ("length(deployment().properties.template.resources)", 1),
    ("parameters('text')", "The quick brown fox"),
    ("variables('named').x", 1),
    ("variables('NAMED').X", 1),
    ("contoso.uniqueName('st')", "st-own"),
    ("CONTOSO.UNIQUENAME('st')", "st-own"),
]


def _spelt_out(written: str) -> str:
    """Write `lambdaVariables('x')` for `$x`."""
    return re.sub(r"\$(\w+)", r"lambdaVariables('\1')", written)


PAGES: dict[str, Sequence[tuple[str, object]]] = {
    "array": ARRAY,
    "object": OBJECT,
    "comparison": COMPARISON,
    "logical": LOGICAL,
    "numeric": NUMERIC,
    "string": STRING,
    "cidr": CIDR,
    "date": DATE,
    "lambda": LAMBDA,
    "resource": RESOURCE,
    "scope": SCOPE,
}
EXAMPLES: list[tuple[str, str, object]] = [(page, _spelt_out(row[0]), row[1]) for page, rows in PAGES.items() for row in rows]

FAILING = [
    "substring('abc', 2, 5)",
    "substring('abc', -1, 1)",
    "div(1, 0)",
    "mod(1, 0)",
    "createObject('a')",
    "createObject(1, 2)",
    "createArray(1)[1]",
    "max('x')",
    "min(createArray())",
    "length(1)",
    "length(null())",
    "int('four')",
    "bool('yes')",
    "if('maybe', 1, 2)",
    "if(createArray(), 1, 2)",
    "concat(createArray(1), 'a')",
    "concat(createObject('a', 1), createArray())",
    "parameters('ab').three",
    "parameters('text').length",
    "null().x",
    "format('{1}', 'a')",
    "format('{', 1)",
    "json('{')",
    "range(0, -1)",
    "range(0, 10001)",
    "add('a', 1)",
    "add(true(), 1)",
    "mul(9223372036854775807, 2)",
    "indexFromEnd(createArray(1), 2)",
    "replace('a', '', 'b')",
    "padLeft('a', 5, 'xx')",
    "base64ToString('***')",
    "dataUriToString('Hello')",
    "cidrSubnet('10.0.0.0/24', 16, 0)",
    "cidrSubnet('10.0.0.0/24', 25, 2)",
    "cidrHost('10.0.0.0/30', 3)",
    "parseCidr('10.0.0.300/8')",
    "dateTimeAdd('tomorrow', 'P1D')",
    "dateTimeAdd('2020-04-07 14:53:14Z', '1 day')",
    "dateTimeFromEpoch(999999999999999)",
    "copyIndex()",
    "copyIndex('absent')",
    "variables('absent')",
    "parameters('absent')",
    "fail('on purpose')",
    "toLower(1)",
    "toLower()",
    "true(1)",
    "equals(1)",
    "resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet')",
    "resourceId('noType')",
    "tryGet('text', 'a', 'b').c",
    "greater('a', 1)",
    "less(true(), false())",
    "items('x')",
    "objectKeys(createArray())",
    "flatten('x')",
    "union(createArray(), createObject())",
    "intersection(createArray(), 'x')",
    "lambdaVariables('x')",
    "map(createArray(1), 'x')",
    "lambda('x', 1)",
    "contoso.uniqueName()",
    "uniqueString(1)",
    "guid()",
]

RUNTIME = [
    ("utcNow()", "runtime"),
    ("utcNow('yyyy')", "runtime"),
    ("newGuid()", "runtime"),
    ("reference('elsewhere')", "runtime"),
    ("reference('elsewhere').properties.x[0]", "runtime"),
    ("references('elsewhere')", "runtime"),
    ("resourceInfo('elsewhere')", "runtime"),
    ("listKeys('id', '2020-01-01').keys[0].value", "runtime"),
    ("list('id', '2020-01-01')", "runtime"),
    ("listAccountSas('id', '2020-01-01', createObject())", "runtime"),
    ("providers('Microsoft.Compute', 'disks').locations[0]", "runtime"),
    ("pickZones('Microsoft.Compute', 'virtualMachines', 'japaneast')", "runtime"),
    ("toLogicalZone('s', 'japaneast', 'az1')", "runtime"),
    ("toLogicalZones('s', 'japaneast', createArray('az1'))", "runtime"),
    ("toPhysicalZone('s', 'japaneast', '1')", "runtime"),
    ("toPhysicalZones('s', 'japaneast', createArray('1'))", "runtime"),
    ("roleDefinitions('Reader')", "runtime"),
    ("extensions('graph')", "runtime"),
    ("externalInputs('x')", "input"),
    ("deployer().objectId", "runtime"),
    ("managementGroup().name", "context"),
    ("tenant().displayName", "context"),
    ("subscription().displayName", "context"),
    ("resourceGroup().tags", "context"),
    ("deployment().name", "context"),
    ("deployment().properties.templateLink.uri", "context"),
]


@pytest.fixture(scope="module")
def evaluate(resolve: Callable[..., Resolved]) -> Callable[[str], Value]:
    """Give what one expression makes in a template of a resource group G of subscription S."""
    thing = {"type": "Contoso.Test/things", "apiVersion": "2020-01-01", "name": "it"}
    own = {
        "parameters": [{"name": "prefix", "type": "string"}],
        "output": {"type": "string", "value": "[concat(parameters('PREFIX'), '-own')]"},
    }
    template: dict[str, Any] = {
        "parameters": {name: {"type": "object", "defaultValue": value} for name, value in GIVEN.items()},
        "variables": {"named": {"x": 1}},
        "functions": [{"namespace": "contoso", "members": {"uniqueName": own}}],
    }

    def run(expression: str) -> Value:
        context = {"subscription-id": "S", "resource-group": "G", "location": "japaneast", "tenant-id": "T"}
        resources = [{**thing, "properties": {"value": f"[{expression}]"}}]
        (resource,) = resolve({**template, "resources": resources}, context=context).resources
        properties = resource.get("properties")
        assert isinstance(properties, dict)
        found: Value = properties["value"]
        return found

    return run


@pytest.mark.parametrize(("page", "expression", "expected"), EXAMPLES, ids=[f"{page}: {written}"[:90] for page, written, _ in EXAMPLES])
def test_a_function_gives_what_its_page_says(evaluate: Evaluate, page: str, expression: str, expected: object) -> None:
    found = evaluate(expression)

    assert (found, type(found)) == (expected, type(expected)), page


@pytest.mark.parametrize("expression", FAILING)
def test_what_azure_refuses_is_unknown_and_says_why(evaluate: Evaluate, expression: str) -> None:
    found = evaluate(expression)

    assert isinstance(found, Unknown), found
    assert found.kind == "error"
    assert found.because


@pytest.mark.parametrize(("expression", "kind"), RUNTIME)
def test_what_only_azure_knows_is_unknown_and_the_same_each_time(evaluate: Evaluate, expression: str, kind: str) -> None:
    found = evaluate(expression)

    assert isinstance(found, Unknown), found
    assert found.kind == kind
    if "newGuid" not in expression:
        assert evaluate(expression) == found


def test_every_documented_function_is_registered_and_has_an_example() -> None:
    written = " ".join(expression for _, expression, _ in EXAMPLES) + " ".join(FAILING) + " ".join(expression for expression, _ in RUNTIME)
    without = {function.name for function in FUNCTIONS.values() if f"{function.name}(" not in written}

    assert without == {"externalInput"}
    assert len(FUNCTIONS) >= 119 - 1  # all that the service documents; the list… family is a rule of its own
    assert len(EXAMPLES) >= 300


def test_a_hole_survives_in_what_is_made_of_strings(evaluate: Evaluate) -> None:
    found = evaluate("toLower(format('VM-{0}-{1}', managementGroup().name, 'A'))")

    assert isinstance(found, Symbolic)
    assert str(found) == "vm-{toLower(management-group)}-a"
