-- wrk's requests: PutItem of new 1 KB items, GetItem of random ones, or requests that lie prepared in a file. Arguments after "--":
--
--   put TABLE FIRST COUNT            items FIRST, FIRST + 1, ... (COUNT is how many there may be)
--   put_indexed TABLE FIRST COUNT    the same, with five more attributes g1 ... g5, each of them one of 1,000 groups
--   get TABLE FIRST COUNT            random items of FIRST ... FIRST + COUNT - 1
--   send FILE                        the requests of a file, each after its length and a newline, in turns
--
-- Items and keys are those of bench/items.py. Prints one line of JSON at the end, which bench/wrk.py reads.

local scatter = 40353607
local text = {}
local next_number, last_number, first_number, count
local head, middle, tail
local factors = {7, 11, 13, 17, 19} -- of g1 ... g5, so that no two indexes have the same order
local prepared, sent = {}, 0

local function key(number)
  return string.format("USER#%010d", (number * scatter) % 1000000000)
end

local function request_head(target, body_bytes)
  return "POST / HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port .. "\r\n" ..
    "Content-Type: application/x-amz-json-1.0\r\nX-Amz-Target: DynamoDB_20120810." .. target .. "\r\n" ..
    "X-Amz-Date: 20261122T190000Z\r\n" ..
    "Authorization: AWS4-HMAC-SHA256 Credential=bench/20261122/us-east-1/dynamodb/aws4_request, " ..
    "SignedHeaders=host;x-amz-date;x-amz-target, Signature=" .. string.rep("0", 64) .. "\r\n" ..
    "Content-Length: " .. body_bytes .. "\r\n\r\n"
end

local function new_put()
  if next_number > last_number then error("out of new items: raise COUNT") end
  local at = math.random(1, 64000)
  local body_key = key(next_number)
  next_number = next_number + 1
  return head .. body_key .. middle .. string.sub(text, at, at + 982) .. tail
end

local function groups(number)
  local text = ""
  for i, factor in ipairs(factors) do
    text = text .. string.format(',"g%d":{"S":"GROUP#%04d"}', i, (number * factor) % 1000)
  end
  return text
end

local function new_indexed_put()
  middle = '"},"SK":{"S":"ORDER#0001"}' .. groups(next_number) .. ',"data":{"S":"'
  return new_put()
end

local function next_prepared()
  sent = sent + 1
  return prepared[(sent - 1) % #prepared + 1]
end

local function read_prepared(path)
  local file = assert(io.open(path, "rb"))
  local bytes = file:read("*n")
  while bytes do
    file:read(1)
    prepared[#prepared + 1] = file:read(bytes)
    bytes = file:read("*n")
  end
  file:close()
end

local function random_get()
  return head .. key(math.random(first_number, last_number)) .. tail
end

function init(args)
  local operation, table_name = args[1], args[2]
  if operation == "send" then
    read_prepared(table_name)
    request = next_prepared
    return
  end
  first_number, count = tonumber(args[3]), tonumber(args[4])
  next_number, last_number = first_number, first_number + count - 1
  math.randomseed(first_number + os.time())
  local letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
  for i = 1, 65536 do
    local letter = math.random(1, 64)
    text[i] = string.sub(letters, letter, letter)
  end
  text = table.concat(text)

  local key_bytes = #key(0)
  if operation == "put" then
    head = '{"TableName":"' .. table_name .. '","Item":{"PK":{"S":"'
    middle = '"},"SK":{"S":"ORDER#0001"},"total":{"N":"1999"},"data":{"S":"'
    tail = '"}}}'
    head = request_head("PutItem", #head + key_bytes + #middle + 983 + #tail) .. head
    request = new_put
  elseif operation == "put_indexed" then
    head = '{"TableName":"' .. table_name .. '","Item":{"PK":{"S":"'
    local middle_bytes = #('"},"SK":{"S":"ORDER#0001"}' .. groups(0) .. ',"data":{"S":"')
    tail = '"}}}'
    head = request_head("PutItem", #head + key_bytes + middle_bytes + 983 + #tail) .. head
    request = new_indexed_put
  else
    head = '{"TableName":"' .. table_name .. '","Key":{"PK":{"S":"'
    tail = '"},"SK":{"S":"ORDER#0001"}}}'
    head = request_head("GetItem", #head + key_bytes + #tail) .. head
    request = random_get
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "p50_ms": %.3f, "p99_ms": %.3f, "max_ms": %.3f, "bytes": %d, "errors": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
