-- wrk's requests: PutItem of new 1 KB items, or GetItem of random ones. Arguments after "--":
--
--   put TABLE FIRST COUNT    items FIRST, FIRST + 1, ... (COUNT is how many there may be)
--   get TABLE FIRST COUNT    random items of FIRST ... FIRST + COUNT - 1
--
-- Items and keys are those of bench/items.py. Prints one line of JSON at the end, which bench/wrk.py reads.

local scatter = 40353607
local text = {}
local next_number, last_number, first_number, count
local head, middle, tail

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

local function random_get()
  return head .. key(math.random(first_number, last_number)) .. tail
end

function init(args)
  local operation, table_name = args[1], args[2]
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
